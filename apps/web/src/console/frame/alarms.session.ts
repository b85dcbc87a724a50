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

/**
 * Watches every running response, whatever is in hand, and raises an alarm for trouble that was not there before. One alarm per response
 * stands at a time; the next trouble replaces it and rings again.
 */
export function useTroubleAlarms(): void {
  const { t, te } = useI18n();
  const router = useRouter();
  const { nameOf } = useOrgNames();
  const pictures = new Map<string, Progress>();
  const watching = new Map<string, () => void>();
  const running = computed(() => items.value.flatMap((item) => (item.activation?.state === 'running' ? [item.activation] : [])));

  const go = (activationId: string) => void router.push({ name: 'live', params: { activationId } });
  function raise(id: string, activation: Activation | null, title: string, detail: string) {
    dropAlarm(id);
    raiseAlarm({
      id,
      title,
      detail,
      action: t('console.alarm.look'),
      keyHint: null,
      exercise: activation?.exercise ?? false,
      take: () => activation && go(activation.id),
    });
  }

  watch(
    running,
    (now) => {
      const ids = new Set(now.map((activation) => activation.id));
      for (const activation of now) if (!watching.has(activation.id)) watching.set(activation.id, watchActivation(activation.id));
      for (const [id, stop] of watching) {
        if (ids.has(id)) continue;
        stop();
        watching.delete(id);
        dropAlarm(`trouble:${id}`);
      }
    },
    { immediate: true },
  );
  onScopeDispose(
    listen('progress', (picture) => {
      const trouble = newTrouble(pictures.get(picture.activationId) ?? null, picture);
      pictures.set(picture.activationId, picture);
      const activation = running.value.find((one) => one.id === picture.activationId);
      if (!trouble || !activation) return;
      const told = [
        trouble.overdue ? t('console.alarm.overdue', { n: trouble.overdue }) : '',
        trouble.notReached ? t('console.alarm.notReached', { n: trouble.notReached }) : '',
      ];
      raise(`trouble:${activation.id}`, activation, activation.incidentTitle, told.filter(Boolean).join(' · '));
    }),
  );
  useAlarms((alarm) => {
    const activation = running.value.find((one) => one.id === alarm.activationId) ?? null;
    const key = `console.alarm.code.${alarm.code}`;
    const words = te(key) ? t(key) : t('console.alarm.code.other', { code: alarm.code });
    raise(
      `alarm:${alarm.code}:${alarm.activationId}:${alarm.unitId}`,
      activation,
      words,
      [activation?.incidentTitle, alarm.unitId && nameOf(alarm.unitId)].filter(Boolean).join(' · '),
    );
  });
  onScopeDispose(() => watching.forEach((stop) => stop()));
}
