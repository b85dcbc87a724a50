import { onScopeDispose, watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';
import type { MailboxRow } from '#contracts/mailbox.js';
import { alarmsMore, alarmsShown, dropAlarm, raiseAlarm } from '../kit/alarms.js';
import { markHeard } from '../live/live.js';
import { useMailboxRows } from '../live/use-live.js';
import { useLanguage } from '../words/words.js';
import type { Desk } from './desk.store.js';

/** How many different tasks these digests name. */
const countClimbed = (rows: readonly MailboxRow[]) => new Set(rows.flatMap((row) => row.taskIds ?? [])).size;

const rings = (row: MailboxRow) => (row.kind === 'digest' ? true : row.kind !== 'end' && row.state === 'issued' && row.startedAt !== null);

/**
 * Rings for what needs a human here: a task to acknowledge, a repeated call, a digest from below. One alarm per response and kind; taking it
 * marks its rows as heard and goes to the first task; so does `notice`, when a human acts on the response. It goes away by itself once nothing is
 * left to acknowledge.
 */
export function useDeskAlarms(desk: Desk, go: (taskId: string) => void): { notice: (activationId: string) => void } {
  const { t } = useI18n();
  const { pick } = useLanguage();
  const waiting = new Map<string, MailboxRow[]>();

  useMailboxRows((fresh) => {
    const added = new Set<string>();
    for (const row of fresh.filter(rings)) {
      const id = `${row.kind === 'digest' || row.kind === 'call' ? row.kind : 'task'}:${row.activationId}`;
      waiting.set(id, [...(waiting.get(id) ?? []), row]);
      added.add(id);
    }
    for (const id of added) raise(id, waiting.get(id) ?? []);
  });

  /** One alarm for all rows of its kind in a response; a later row renews it, and it rings again. */
  function raise(id: string, rows: readonly MailboxRow[]) {
    const [first] = rows;
    if (!first) return;
    const kind = id.slice(0, id.indexOf(':'));
    dropAlarm(id);
    raiseAlarm({
      id,
      title: kind === 'digest' ? t('desk.digest.below', { n: countClimbed(rows) }) : t(`desk.alarm.${kind}`, { n: rows.length }),
      detail: kind === 'digest' ? first.incidentTitle : pick(first.title, first.titleEn),
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
    const toAcknowledge = new Set(desk.open.value.filter((task) => task.state === 'issued').map((task) => task.activationId));
    for (const [id] of waiting) {
      if (id.startsWith('digest:') || toAcknowledge.has(id.slice(id.indexOf(':') + 1))) continue;
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
      for (const id of [`task:${activationId}`, `call:${activationId}`]) {
        markHeard(waiting.get(id) ?? []);
        waiting.delete(id);
        dropAlarm(id);
      }
    },
  };
}
