import { reactive } from 'vue';

/** What the operator has in hand: the frame takes its drill treatment and the window's title from here. */
export const inHand = reactive({ exercise: false, title: '', incidentId: null as string | null });

/** Says what is in hand now. */
export function takeInHand(thing: { exercise: boolean; title: string; incidentId: string | null }): void {
  Object.assign(inHand, thing);
}

/** Nothing is in hand any more. */
export function putDown(): void {
  Object.assign(inHand, { exercise: false, title: '', incidentId: null });
}
