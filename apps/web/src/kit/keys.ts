import { onBeforeUnmount, onMounted, ref } from 'vue';

const storageKey = 'muster.single-letter-keys';
/** Whether single letters act (WCAG 2.1.4: they can be switched off). */
export const lettersOn = ref(localStorage.getItem(storageKey) !== 'off');

export function switchLetters(on: boolean): void {
  lettersOn.value = on;
  localStorage.setItem(storageKey, on ? 'on' : 'off');
}

/** Whether the key belongs to a text field, to input-method composition, or to the browser. */
function sleeps(event: KeyboardEvent): boolean {
  if (event.isComposing || event.altKey || event.metaKey) return true;
  const target = event.target as HTMLElement | null;
  return target?.closest('input, textarea, select, [contenteditable]') !== null && target !== null && !event.ctrlKey;
}

/** Listens to keys while the page is shown: `{ j: down, 'ctrl+k': palette, '?': help, Escape: back }`. Letters are lower case. */
export function useKeys(actions: Record<string, (event: KeyboardEvent) => void>): void {
  const listen = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' && sleeps(event)) return;
    const plain = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const name = event.ctrlKey ? `ctrl+${plain}` : plain;
    const action = actions[name];
    if (!action || (event.repeat && plain !== 'j' && plain !== 'k')) return;
    if (!event.ctrlKey && event.key.length === 1 && !lettersOn.value) return;
    event.preventDefault();
    action(event);
  };
  onMounted(() => addEventListener('keydown', listen));
  onBeforeUnmount(() => removeEventListener('keydown', listen));
}
