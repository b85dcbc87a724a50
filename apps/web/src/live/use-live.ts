import { onScopeDispose, ref, watch, type Ref } from 'vue';
import type { MailboxRow, Progress } from '#contracts/mailbox.js';
import type { Raised, TaskChanged, WhistleBell } from './live-routes.js';
import { listen, watchActivation } from './live.js';

/** Hears new mailbox rows as long as the caller's scope lives. */
export function useMailboxRows(heard: (fresh: MailboxRow[]) => void): void {
  onScopeDispose(listen('rows', heard));
}

/** Hears that a task changed, by whoever tapped. */
export function useTaskChanges(heard: (change: TaskChanged) => void): void {
  onScopeDispose(listen('taskChanged', heard));
}

/** Hears that a whistle which this session shares changed: look again. */
export function useWhistleBell(heard: (bell: WhistleBell) => void): void {
  onScopeDispose(listen('whistleChanged', heard));
}

/** Hears what a console must notice. */
export function useAlarms(heard: (alarm: Raised) => void): void {
  onScopeDispose(listen('alarm', heard));
}

/** Hears each time the socket is (again) in step with the server: a reason to fetch what may have changed meanwhile. */
export function useReconnects(heard: () => void): void {
  onScopeDispose(listen('ready', heard));
}

/** The live counts of an activation, at most four times a second; null until the first word. Follows the id. */
export function useProgress(activationId: Ref<string | null>): Ref<Progress | null> {
  const progress = ref<Progress | null>(null);
  let stop = () => {};
  watch(
    activationId,
    (id) => {
      stop();
      progress.value = null;
      stop = id === null ? () => {} : watchActivation(id);
    },
    { immediate: true },
  );
  onScopeDispose(
    listen('progress', (said) => {
      if (said.activationId === activationId.value) progress.value = said;
    }),
  );
  onScopeDispose(() => stop());
  return progress;
}
