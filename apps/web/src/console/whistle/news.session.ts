import { onScopeDispose, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { mayDo } from '#contracts/access.js';
import { dropAlarm, raiseAlarm } from '../../kit/alarms.js';
import { recall, remember } from '../../live/device-memory.js';
import { useReconnects, useWhistleBell } from '../../live/use-live.js';
import { me } from '../../session/session.js';
import { newsOf, ringingOf, type News, type Told } from './news.rules.js';
import { openWhistles, refreshOpenWhistles, whistleState } from './whistle.store.js';

const memoryKey = (): string => `muster.console.whistles.${me.value?.id ?? ''}`;
const alarmOf = (whistleId: string): string => `whistle:${whistleId}`;
const soonMilliseconds = 300;
/** The city hears of every town's whistles. */
const hearsAllTowns = (): boolean => me.value?.org.unitId === null;

/** Says that somebody at this console has it before their eyes, or has blown it: it does not ring here. */
export function heardWhistle(whistleId: string): void {
  const told = recall<Told>(memoryKey(), {});
  const whistle = openWhistles.value.find((one) => one.id === whistleId);
  remember(memoryKey(), { ...told, [whistleId]: (whistle && ringingOf(whistle, hearsAllTowns())) ?? told[whistleId] ?? 'blown' });
  dropAlarm(alarmOf(whistleId));
}

/**
 * Keeps the open whistles of this console fresh by the bell of the socket, and rings once for what is new: a whistle blown, an offer to take up,
 * a ruling to make. A drill rings marked as one. An alarm goes when its reason has gone.
 */
export function useWhistleAlarms(): void {
  const { t } = useI18n();
  const router = useRouter();
  const raised = new Map<string, News['why']>();
  let soon: ReturnType<typeof setTimeout> | undefined;
  const lookSoon = () => {
    clearTimeout(soon);
    soon = setTimeout(() => void refreshOpenWhistles(), soonMilliseconds);
  };
  useWhistleBell(lookSoon);
  useReconnects(lookSoon);
  const slowly = setInterval(() => void refreshOpenWhistles(), 20_000);
  void refreshOpenWhistles();
  onScopeDispose(() => {
    clearTimeout(soon);
    clearInterval(slowly);
  });

  function raise({ whistle, why }: News): void {
    raised.set(whistle.id, why);
    dropAlarm(alarmOf(whistle.id));
    raiseAlarm({
      id: alarmOf(whistle.id),
      title: t(`consoleWhistle.alarm.${why}`, { kind: t(`whistle.kind.${whistle.kind}`), title: whistle.title }),
      detail: [whistle.unitName, whistle.calls.find((call) => call.responsible)?.orgName].filter(Boolean).join(' → '),
      action: t('console.alarm.look'),
      keyHint: null,
      exercise: whistle.exercise,
      take: () => void router.push({ name: why === 'ruling' ? 'whistle-ruling' : 'whistle', params: { whistleId: whistle.id } }),
    });
  }

  watch(openWhistles, (open) => {
    if (!whistleState.loaded || !mayDo(me.value?.roles ?? [], 'whistle.act')) return;
    const { told, news } = newsOf(recall<Told>(memoryKey(), {}), open, hearsAllTowns());
    remember(memoryKey(), told);
    for (const one of news) raise(one);
    for (const [id, why] of raised) {
      const now = open.find((whistle) => whistle.id === id);
      if (now && ringingOf(now, hearsAllTowns()) === why) continue;
      dropAlarm(alarmOf(id));
      raised.delete(id);
    }
  });
}
