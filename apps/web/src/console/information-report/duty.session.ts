import { onScopeDispose, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { ReportDuty } from '#contracts/information-report.js';
import { dropAlarm, raiseAlarm } from '../../kit/alarms.js';
import { nearMoment } from '../../kit/moments.js';
import { recall, remember } from '../../live/device-memory.js';
import { useNow } from '../../live/ticking.js';
import { useReconnects } from '../../live/use-live.js';
import { dutyState, mayFileReports, refreshDuties } from './duty.store.js';
import { deadlineOf, newlyOverdue } from './duty.view.js';

const memoryKey = 'muster.console.report-duties';
const everyMilliseconds = 10_000;

/**
 * Reads what is owed every ten seconds and rings once, on this console, for each deadline that passes: by the clock, so that it rings though the
 * line is down. The alarm goes when the report was filed. Who may only read reports is not rung.
 */
export function useDutyAlarms(): void {
  const { t } = useI18n();
  const router = useRouter();
  const now = useNow();
  const raised = new Set<string>();
  const idOf = (duty: ReportDuty) => `report-duty:${deadlineOf(duty)}`;

  function raise(duty: ReportDuty): void {
    raised.add(idOf(duty));
    raiseAlarm({
      id: idOf(duty),
      title: t('informationReport.alarm.title', { duty: t(`informationReport.duty.${duty.kind}`) }),
      detail: t('informationReport.alarm.detail', { title: duty.incidentTitle, at: nearMoment(duty.dueAt, now.value) }),
      action: t('informationReport.alarm.action'),
      keyHint: null,
      exercise: duty.exercise,
      take: () => void router.push({ name: 'information-reports', params: { incidentId: duty.incidentId } }),
    });
  }

  watch([() => dutyState.duties, now], ([duties, at]) => {
    if (!dutyState.loaded) return;
    const before = recall<string[]>(memoryKey, []);
    const { known, news } = newlyOverdue(before, duties, at);
    if (news.length > 0 || known.length !== before.length) remember(memoryKey, known);
    if (mayFileReports()) news.forEach(raise);
    const owed = new Set(duties.map(idOf));
    for (const id of [...raised]) {
      if (owed.has(id)) continue;
      dropAlarm(id);
      raised.delete(id);
    }
  });
  const refresh = () => void refreshDuties();
  refresh();
  useReconnects(refresh);
  const timer = setInterval(refresh, everyMilliseconds);
  onScopeDispose(() => clearInterval(timer));
}
