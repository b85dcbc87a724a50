import { computed, onScopeDispose, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { Activation } from '#contracts/activation.js';
import type { Progress } from '#contracts/mailbox.js';
import { raiseAlarm, dropAlarm } from '../../kit/alarms.js';
import { listen, watchActivation } from '../../live/live.js';
import { useAlarms } from '../../live/use-live.js';
import { newTrouble } from '../live/progress.view.js';
import { items } from '../stream/stream.store.js';
import { useOrgNames } from './org.store.js';

const gatherMilliseconds = 2_000;
const quietMilliseconds = 15_000;
type Gathered = { overdue: number; notReached: number; rangAt: number; timer: ReturnType<typeof setTimeout> | undefined };

/**
 * Watches every running response, whatever is in hand, and raises an alarm for trouble that was not there before. Trouble comes in waves: it
 * is gathered for two seconds, and one response rings at most every 15 s; its alarm counts on until it is taken.
 */
export function useTroubleAlarms(): void {
  const { t, te } = useI18n();
  const router = useRouter();
  const { nameOf } = useOrgNames();
  const pictures = new Map<string, Progress>();
  const gathered = new Map<string, Gathered>();
  const watching = new Map<string, () => void>();
  const running = computed(() => items.value.flatMap((item) => (item.activation?.state === 'running' ? [item.activation] : [])));
  const runningOf = (activationId: string | null) => running.value.find((one) => one.id === activationId) ?? null;

  function raise(id: string, activation: Activation | null, title: string, detail: string, taken = () => {}) {
    dropAlarm(id);
    const take = () => {
      taken();
      if (activation) void router.push({ name: 'live', params: { activationId: activation.id } });
    };
    raiseAlarm({ id, title, detail, action: t('console.alarm.look'), keyHint: null, exercise: activation?.exercise ?? false, take });
  }

  function ringFor(activationId: string) {
    const trouble = gathered.get(activationId);
    const activation = runningOf(activationId);
    if (!trouble) return;
    trouble.timer = undefined;
    trouble.rangAt = performance.now();
    if (!activation) return;
    const told = [
      trouble.overdue ? t('console.alarm.overdue', { n: trouble.overdue }) : '',
      trouble.notReached ? t('console.alarm.notReached', { n: trouble.notReached }) : '',
    ];
    raise(`trouble:${activationId}`, activation, activation.incidentTitle, told.filter(Boolean).join(' · '), () =>
      Object.assign(trouble, { overdue: 0, notReached: 0 }),
    );
  }

  function gather(activationId: string, news: { overdue: number; notReached: number }) {
    const trouble = gathered.get(activationId) ?? { overdue: 0, notReached: 0, rangAt: -quietMilliseconds, timer: undefined };
    gathered.set(activationId, trouble);
    trouble.overdue += news.overdue;
    trouble.notReached += news.notReached;
    const wait = Math.max(gatherMilliseconds, trouble.rangAt + quietMilliseconds - performance.now());
    trouble.timer ??= setTimeout(() => ringFor(activationId), wait);
  }

  function forget(activationId: string) {
    watching.get(activationId)?.();
    watching.delete(activationId);
    clearTimeout(gathered.get(activationId)?.timer);
    gathered.delete(activationId);
    pictures.delete(activationId);
    dropAlarm(`trouble:${activationId}`);
  }

  watch(
    running,
    (now) => {
      for (const { id } of now) if (!watching.has(id)) watching.set(id, watchActivation(id));
      for (const id of [...watching.keys()]) if (!runningOf(id)) forget(id);
    },
    { immediate: true },
  );
  onScopeDispose(
    listen('progress', (picture) => {
      const news = newTrouble(pictures.get(picture.activationId) ?? null, picture);
      pictures.set(picture.activationId, picture);
      if (news) gather(picture.activationId, news);
    }),
  );
  useAlarms((alarm) => {
    // Told with its figures, and on every console, by who asks how far a response was issued.
    if (alarm.code === 'issued-behind') return;
    const activation = runningOf(alarm.activationId);
    const key = `console.alarm.code.${alarm.code}`;
    const words = te(key) ? t(key) : t('console.alarm.code.other', { code: alarm.code });
    const where = [activation?.incidentTitle, alarm.unitId && nameOf(alarm.unitId)].filter(Boolean).join(' · ');
    raise(`alarm:${alarm.code}:${alarm.activationId}:${alarm.unitId}`, activation, words, where);
  });
  onScopeDispose(() => [...watching.keys()].forEach(forget));
}
