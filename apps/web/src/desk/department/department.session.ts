import { computed, shallowRef, watch, type Ref } from 'vue';
import type { Task } from '#contracts/task.js';
import { useNow } from '../../live/ticking.js';
import type { WhistleQuestion } from '../../whistle/whistle.api.js';
import { useWhistle, useWhistles } from '../../whistle/whistle.session.js';
import { ownCall } from '../../whistle/whistle.view.js';
import type { Desk } from '../desk.store.js';
import { entriesOf, firstInNeed, taskOfCall, whistleWithTask, type DeskEntry } from './in-hand.rules.js';

/**
 * What a department's desk shows: its whistles with the queued taps laid over them, its other tasks, and the one in hand: that of the address,
 * else that chosen here, else whoever needs it most. A whistle that is not in the list (closed, or opened by a link) is read by itself.
 */
export function useDepartment(accountId: string, desk: Desk, address: Ref<{ kind: 'whistle' | 'task'; id: string } | null>) {
  const now = useNow();
  const question = shallowRef<WhistleQuestion>({ state: 'open' });
  const whistles = useWhistles(question, accountId);
  const entries = computed(() => entriesOf(whistles.whistles.value, desk.open.value, now.value));
  const chosenKey = shallowRef<string | null>(null);

  const addressed = computed(() => (address.value ? `${address.value.kind}-${address.value.id}` : null));
  const listed = computed(() => entries.value.find((entry) => entry.key === (addressed.value ?? chosenKey.value)) ?? null);
  const alone = useWhistle(computed(() => (address.value?.kind === 'whistle' && !listed.value ? address.value.id : null)));

  /** A whistle outside the list, as a line of it. */
  const outside = computed((): DeskEntry | null => {
    const whistle = alone.whistle.value;
    if (!whistle || address.value?.kind !== 'whistle' || whistle.id !== address.value.id) return null;
    const own = ownCall(whistle);
    if (!own) return null;
    const task = desk.open.value.find((one) => one.id === own.taskId) ?? taskOfCall(whistle, own);
    const shown = whistleWithTask(whistle, desk.open.value.find((one) => one.id === own.taskId) ?? null);
    return { kind: 'whistle', key: `whistle-${whistle.id}`, need: 'wait', exercise: whistle.exercise, whistle: shown, task };
  });

  /** What was in the hand stays there until somebody chooses: a new whistle rings, it does not push another away while words are typed. */
  const inHand = computed(() => listed.value ?? outside.value ?? (address.value ? null : firstInNeed(entries.value)));
  watch(
    () => (address.value ? null : inHand.value?.key),
    (key) => {
      if (key && chosenKey.value === null) chosenKey.value = key;
    },
    { immediate: true },
  );

  return {
    whistles,
    alone,
    entries,
    chosenKey,
    inHand,
    /** The task behind a line, for the taps. */
    taskOf: (entry: DeskEntry): Task => entry.task,
  };
}
