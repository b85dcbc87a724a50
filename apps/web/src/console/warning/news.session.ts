import { watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { Warning } from '#contracts/warning.js';
import { dropAlarm, raiseAlarm } from '../../kit/alarms.js';
import { recall, remember } from '../../live/device-memory.js';
import { colourStrength, newsOf, type Known } from './news.rules.js';
import { isMeant } from './warning.view.js';
import { warningState } from './warning.store.js';

const memoryKey = 'muster.console.warnings';
const alarmOf = (warning: { id: string }): string => `warning:${warning.id}`;

/** Says that somebody at this console looks at a warning: it is no news here any more, as strong as it is now. */
export function lookAt(warning: Pick<Warning, 'id' | 'colour'>): void {
  remember(memoryKey, { ...recall<Known>(memoryKey, {}), [warning.id]: colourStrength(warning) });
  dropAlarm(alarmOf(warning));
}

/**
 * Rings once for a warning that is ours and new, or whose colour has risen, whatever is in hand: it may come by a feed at three in the morning.
 * A drill rings marked as one. The alarm goes when the warning is no longer in force or an incident was opened from it.
 */
export function useWarningAlarms(): void {
  const { t } = useI18n();
  const router = useRouter();
  const raised = new Map<string, { opened: number }>();

  function raise(warning: Warning, kind: 'new' | 'raised'): void {
    const id = alarmOf(warning);
    dropAlarm(id);
    raised.set(warning.id, { opened: warning.incidentIds.length });
    raiseAlarm({
      id,
      title: t(`warning.alarm.${kind}`, { headline: warning.headline || warning.event }),
      detail: [warning.colour && `${warning.hazard} ${t(`kit.colour.${warning.colour}`)}`, warning.issuedBy].filter(Boolean).join(' · '),
      action: t('console.alarm.look'),
      keyHint: null,
      exercise: warning.exercise,
      take: () => void router.push({ name: 'warning', params: { warningId: warning.id } }),
    });
  }

  watch(
    () => warningState.ours,
    (ours) => {
      if (!warningState.loaded && ours.length === 0) return;
      const meant = ours.filter(isMeant);
      const { known, news } = newsOf(recall<Known>(memoryKey, {}), meant);
      remember(memoryKey, known);
      for (const { warning, kind } of news) raise(warning, kind);
      for (const [id, { opened }] of raised) {
        const now = meant.find((warning) => warning.id === id);
        if (now && now.incidentIds.length <= opened) continue;
        dropAlarm(alarmOf({ id }));
        raised.delete(id);
      }
    },
    { immediate: true },
  );
}
