import { reactive } from 'vue';

export type Toast = { id: number; text: string; undo: { label: string; run: () => void } | null };

/** What is said below right now. Never for errors. */
export const toasts = reactive<Toast[]>([]);
let last = 0;

/** Says something for 6 s; with `undo` where the rule allows to take it back. */
export function say(text: string, undo: Toast['undo'] = null): void {
  const id = ++last;
  toasts.push({ id, text, undo });
  setTimeout(() => unsay(id), 6000);
}

/** Takes a toast away. */
export function unsay(id: number): void {
  const index = toasts.findIndex((toast) => toast.id === id);
  if (index >= 0) toasts.splice(index, 1);
}
