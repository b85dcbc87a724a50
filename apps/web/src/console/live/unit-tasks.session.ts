import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { Task } from '#contracts/task.js';
import { readTasks, type TaskFilter } from '../console.api.js';
import { useFailureWords, type Failure } from '../../session/failure.js';

const calmMilliseconds = 3_000;

/** All tasks that a filter names, page by page; read again when `pulse` changes, at most every three seconds. The last list stays on failure. */
export function useTasks(filter: Ref<TaskFilter | null>, pulse: Ref<unknown>) {
  const tasks = shallowRef<Task[] | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const failureWords = useFailureWords();
  let asked = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  async function read(): Promise<void> {
    const mine = ++asked;
    const wanted = filter.value;
    if (!wanted) return;
    try {
      const all: Task[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: { tasks: Task[]; next: string | null } = await readTasks(cursor ? { ...wanted, cursor } : wanted);
        if (mine !== asked) return;
        all.push(...page.tasks);
        cursor = page.next;
      }
      tasks.value = all;
      failure.value = null;
    } catch (cause) {
      if (mine === asked) failure.value = failureWords(cause);
    }
  }

  watch(
    () => JSON.stringify(filter.value),
    () => {
      tasks.value = null;
      void read();
    },
    { immediate: true },
  );
  watch(pulse, () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      void read();
    }, calmMilliseconds);
  });
  onScopeDispose(() => clearTimeout(waiting));
  return { tasks, failure, read };
}
