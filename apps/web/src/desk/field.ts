import { computed, type ComputedRef } from 'vue';
import { useWidth } from '../kit/width.js';

/** Whether the page is held in a hand: one column, one thing at a time. Follows a screen that is turned. */
export function useField(): ComputedRef<boolean> {
  const wide = useWidth(761);
  return computed(() => !wide.value);
}
