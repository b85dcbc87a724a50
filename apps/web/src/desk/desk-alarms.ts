import { onScopeDispose, watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import type { MailboxRow } from '#contracts/mailbox.js';
import { alarmsMore, alarmsShown, dropAlarm, raiseAlarm } from '../kit/alarms.js';
import { live, markHeard } from '../live/live.js';
import { useMailboxRows } from '../live/use-live.js';
import { useLanguage } from '../words/words.js';
import type { Desk } from './desk.store.js';
import { isOver } from './digest.rules.js';

/** How many different tasks these rows name. */
const countTasks = (rows: readonly MailboxRow[]) => new Set(rows.flatMap((row) => row.taskIds ?? [])).size;

/** What kind of alarm a row is, or null: it does not ring. */
function alarmOf(row: MailboxRow): 'digest' | 'remind' | 'call' | 'whistle' | 'task' | null {
  if (row.kind === 'digest' || row.kind === 'remind' || row.kind === 'call') return row.kind;
  if (row.kind === 'end' || row.kind === 'moved' || row.state !== 'issued' || row.startedAt === null) return null;
  return row.cause === 'whistle' ? 'whistle' : 'task';
}

/**
 * Rings for what needs a human here: a task to acknowledge, a whistle, a repeated call, a clock that runs out, a digest from below. One alarm
 * per cause and kind; taking it marks its rows as heard and goes to the first task; so does `notice`, when a human acts on the cause. It goes
 * away by itself once nothing is left to acknowledge (for a reminder: once the task is closed; for a digest: once the whistle has ended).
 */
export function useDeskAlarms(desk: Desk, go: (taskId: string) => void): { notice: (activationId: string) => void } {
  const { t } = useI18n();
  const { pick } = useLanguage();
  const waiting = new Map<string, MailboxRow[]>();

  useMailboxRows((fresh) => {
    const added = new Set<string>();
    for (const row of fresh) {
      const kind = alarmOf(row);
      if (kind === null || isOver(row, live.notices)) continue;
      const id = `${kind}:${row.activationId}`;
      waiting.set(id, [...(waiting.get(id) ?? []), row]);
      added.add(id);
    }
    for (const id of added) raise(id, waiting.get(id) ?? []);
  });

  /** What it says: of reminders and of what climbed the row's own words; else how many. */
  function wordsOf(kind: string, rows: readonly MailboxRow[]): { title: string; detail: string } {
    const latest = rows[rows.length - 1]!;
    if (kind === 'digest') return { title: titleOfDigests(rows), detail: latest.incidentTitle };
    if (kind === 'remind') return { title: pick(latest.title, latest.titleEn), detail: '' };
    const n = kind === 'call' ? countTasks(rows) : rows.length;
    return { title: t(`desk.alarm.${kind}`, { n }), detail: pick(rows[0]!.title, rows[0]!.titleEn) };
  }

  /** How many tasks below are late; the latest row's own words where it names none: the city centre is asked for its ruling. */
  function titleOfDigests(rows: readonly MailboxRow[]): string {
    const latest = rows[rows.length - 1]!;
    return latest.taskIds?.length ? t('desk.digest.below', { n: countTasks(rows) }) : pick(latest.title, latest.titleEn);
  }

  /** One alarm for all rows of its kind in a response; a later row renews it, and it rings again. */
  function raise(id: string, rows: readonly MailboxRow[]) {
    const [first] = rows;
    if (!first) return;
    const kind = id.slice(0, id.indexOf(':'));
    dropAlarm(id);
    raiseAlarm({
      id,
      ...wordsOf(kind, rows),
      action: t('desk.alarm.take'),
      keyHint: null,
      exercise: first.exercise,
      take: () => {
        waiting.delete(id);
        markHeard(rows);
        if (first.taskId !== null) go(first.taskId);
        else scrollTo(0, 0);
      },
    });
  }

  watchEffect(() => {
    const inHand = new Set(desk.open.value.map((task) => task.activationId));
    const issued = desk.open.value.filter((task) => task.state === 'issued');
    const toAcknowledge = new Set(issued.flatMap((task) => [task.id, task.activationId]));
    for (const [id, rows] of waiting) {
      const cause = id.slice(id.indexOf(':') + 1);
      if (id.startsWith('digest:') && !rows.every((row) => isOver(row, live.notices))) continue;
      if (id.startsWith('remind:') && inHand.has(cause)) continue;
      // A call names its tasks: it is over once they are acknowledged, whatever else of the cause is not.
      if (id.startsWith('call:') && rows.some((row) => row.taskIds?.some((task) => toAcknowledge.has(task)))) continue;
      if (/^(task|whistle):/.test(id) && toAcknowledge.has(cause)) continue;
      waiting.delete(id);
      dropAlarm(id);
    }
  });
  watchEffect(() => {
    const n = alarmsShown.value.length + alarmsMore.value;
    document.title = n > 0 ? `(${n}) ${alarmsShown.value[0]?.title ?? ''}` : t('desk.title');
  });
  onScopeDispose(() => {
    for (const [id] of waiting) dropAlarm(id);
  });

  return {
    notice(activationId) {
      for (const kind of ['task', 'whistle', 'call', 'remind']) {
        const id = `${kind}:${activationId}`;
        markHeard(waiting.get(id) ?? []);
        waiting.delete(id);
        dropAlarm(id);
      }
    },
  };
}
