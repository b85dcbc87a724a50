import { computed, onScopeDispose, shallowReactive } from 'vue';
import type { MailboxRow } from '#contracts/mailbox.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { Task } from '#contracts/task.js';
import { recall, remember } from '../live/device-memory.js';
import { live } from '../live/live.js';
import { useNow } from '../live/ticking.js';
import { useMailboxRows, useReconnects, useTaskChanges } from '../live/use-live.js';
import { serverClock } from '../live/server-clock.js';
import { api } from '../session/api-client.js';
import { AnswerLost, RefusedByServer } from '../session/problem.rules.js';
import { refusalWords } from '../session/refusal-words.js';
import { resumeFiles } from './evidence/evidence.store.js';
import { byNeed, responsesOf, taskOfRow } from './task-order.rules.js';
import { TapQueue } from './tap-queue.js';
import { withTaps } from './tap.rules.js';

type Picture = { tasks: readonly Task[]; levels: Record<string, ResponseLevel | null>; at: number | null };
type TaskPage = { tasks: Task[]; next?: string | null };

const isOpen = (task: Task) => task.state === 'issued' || task.state === 'acknowledged' || task.state === 'arrived';

/**
 * The desk of one account: its open tasks as last seen (kept on the device, so that a broken line leaves them standing), with the queued taps laid
 * over them. New rows show at once; the whole tasks are fetched a little later, spread out, because a click wakes every desk of the city.
 */
export function useDesk(accountId: string) {
  const key = `muster.desk.${accountId}`;
  const picture = shallowReactive<Picture & { failure: string | null; fetched: boolean }>({
    ...recall<Picture>(key, { tasks: [], levels: {}, at: null }),
    failure: null,
    fetched: false,
  });
  const now = useNow();
  const queue = new TapQueue(accountId, put, fetchSoon);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let fetching = false;

  function show(tasks: readonly Task[]) {
    picture.tasks = tasks.filter(isOpen);
    picture.at = serverClock.now();
    remember(key, { tasks: picture.tasks, levels: picture.levels, at: picture.at } satisfies Picture);
  }

  function put(task: Task) {
    show([...picture.tasks.filter((other) => other.id !== task.id), task]);
  }

  async function fetchTasks() {
    clearTimeout(timer);
    if (fetching) return fetchSoon();
    fetching = true;
    try {
      const tasks: Task[] = [];
      for (let cursor: string | null | undefined = ''; cursor !== null && cursor !== undefined;) {
        const page: TaskPage = await api.get<TaskPage>(`/api/tasks?mine=true&state=open${cursor ? `&cursor=${cursor}` : ''}`);
        tasks.push(...page.tasks);
        cursor = page.next;
      }
      picture.failure = null;
      picture.fetched = true;
      show(tasks);
    } catch (error) {
      if (!(error instanceof AnswerLost || error instanceof RefusedByServer)) throw error;
      picture.failure = refusalWords(error);
    } finally {
      fetching = false;
    }
  }

  function fetchSoon() {
    clearTimeout(timer);
    timer = setTimeout(() => void fetchTasks(), 300 + Math.random() * 1200);
  }

  function takeRows(rows: readonly MailboxRow[]) {
    picture.levels = { ...picture.levels, ...Object.fromEntries(rows.map((row) => [row.activationId, row.level])) };
    const known = new Set(picture.tasks.map((task) => task.id));
    const unknown = rows.filter((row) => row.kind === 'task' && row.taskId !== null && !known.has(row.taskId));
    const provisional = unknown.map((row) => taskOfRow(row, namesOf(row))).filter((task) => task !== null);
    const moved = new Set(rows.filter((row) => row.kind === 'moved').map((row) => row.taskId));
    if (provisional.length + moved.size > 0) show([...picture.tasks, ...provisional].filter((task) => !moved.has(task.id)));
    fetchSoon();
  }

  function namesOf(row: MailboxRow) {
    const mailbox = live.mailboxes.find((one) => one.mailboxId === row.mailboxId);
    return {
      orgName: mailbox?.orgName ?? row.orgId,
      postName: mailbox?.postName ?? row.postId,
      postNameEn: mailbox?.postNameEn ?? row.postId,
    };
  }

  useMailboxRows(takeRows);
  useTaskChanges((change) => {
    // One that is not here may have come back: an acknowledgement that was taken back, or given to this desk.
    const known = picture.tasks.find((task) => task.id === change.taskId);
    if (known?.state === change.state) return;
    if (known) put({ ...known, state: change.state });
    fetchSoon();
  });
  useReconnects(() => {
    fetchSoon();
    void queue.send();
  });
  onScopeDispose(() => {
    clearTimeout(timer);
    queue.close();
  });
  void fetchTasks();
  void resumeFiles(accountId);

  const tasks = computed(() => picture.tasks.map((task) => withTaps(task, queue.state.taps)).sort(byNeed));
  const open = computed(() => tasks.value.filter(isOpen));
  return { picture, queue, open, responses: computed(() => responsesOf(open.value, picture.levels, now.value)), fetchTasks };
}

export type Desk = ReturnType<typeof useDesk>;
