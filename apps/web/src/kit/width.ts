import { onScopeDispose, ref, type Ref } from 'vue';

/** Whether the window is at least this wide; follows the window. */
export function useWidth(pixels: number): Ref<boolean> {
  const query = matchMedia(`(min-width: ${pixels}px)`);
  const wide = ref(query.matches);
  const follow = () => (wide.value = query.matches);
  query.addEventListener('change', follow);
  onScopeDispose(() => query.removeEventListener('change', follow));
  return wide;
}
