import { onScopeDispose, shallowReactive } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { mayDo } from '#contracts/access.js';
import type { Activation } from '#contracts/activation.js';
import { dropAlarm, raiseAlarm, restateAlarm } from '../../kit/alarms.js';
import { listen } from '../../live/live.js';
import { serverClock } from '../../live/server-clock.js';
import { AnswerLost, RefusedByServer } from '../../session/problem.rules.js';
import { me } from '../../session/session.js';
import { readProgress, readRunningActivations } from '../console.api.js';
import { behindOf, dueIn, isIssuedInFull, type Behind } from './behind.view.js';

const askMilliseconds = 2_500;
const behind = shallowReactive(new Map<string, Behind>());

/** The responses that are behind right now, by activation. */
export const behindNow: ReadonlyMap<string, Behind> = behind;

/** Puts into words how far a response is behind: what was issued of what was accepted, and what to do now. */
export function useBehindWords(): (one: Behind) => { title: string; detail: string } {
  const { t } = useI18n();
  return ({ issued, expected, because }) => ({
    title: issued === null ? t('console.behind.unknown', { total: expected }) : t('console.live.issuing', { n: issued, total: expected }),
    detail: t(`console.behind.${because}`),
  });
}

/** How many tasks were issued: 0 for an activation that notification has not heard of, null when nobody answers. */
async function readIssued(activationId: string): Promise<number | null> {
  try {
    return (await readProgress(activationId)).issued;
  } catch (cause) {
    if (cause instanceof RefusedByServer) return cause.code === 'not-found' ? 0 : null;
    if (cause instanceof AnswerLost) return null;
    throw cause;
  }
}

async function readRunning(): Promise<Activation[] | null> {
  try {
    return await readRunningActivations();
  } catch (cause) {
    if (cause instanceof RefusedByServer || cause instanceof AnswerLost) return null;
    throw cause;
  }
}

/**
 * Asks by HTTP, whatever the socket does, whether each running response was issued in full in time, and raises the alarm on every console,
 * whoever clicked and whenever the page was opened. It goes when the response has caught up or ended; once taken it does not come again.
 */
export function useBehindAlarms(): void {
  const { t } = useI18n();
  const router = useRouter();
  const wordsOf = useBehindWords();
  const issuedInFull = new Set<string>();
  const heard = new Map<string, number>();
  const raised = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  function raise(activation: Activation, one: Behind) {
    const id = `behind:${activation.id}`;
    const words = wordsOf(one);
    const detail = `${words.detail} · ${activation.incidentTitle}`;
    if (raised.has(id)) return restateAlarm(id, words.title, detail);
    raised.add(id);
    const mayCall = mayDo(me.value?.roles ?? [], 'call-list.read');
    const take = () => void router.push({ name: mayCall ? 'call-list' : 'live', params: { activationId: activation.id } });
    const action = t(mayCall ? 'console.callList.open' : 'console.alarm.look');
    raiseAlarm({ id, title: words.title, detail, action, keyHint: null, exercise: activation.exercise, take });
  }

  function settle(activationId: string) {
    behind.delete(activationId);
    raised.delete(`behind:${activationId}`);
    dropAlarm(`behind:${activationId}`);
  }

  async function judge(activation: Activation): Promise<void> {
    const counted = heard.get(activation.id) ?? null;
    const issued = isIssuedInFull(activation, counted) ? counted : ((await readIssued(activation.id)) ?? counted);
    const one = behindOf(activation, issued, serverClock.now());
    if (one) {
      behind.set(activation.id, one);
      raise(activation, one);
      return;
    }
    settle(activation.id);
    if (isIssuedInFull(activation, issued)) issuedInFull.add(activation.id);
  }

  /** One round; answers in how many milliseconds the next is due. */
  async function look(): Promise<number> {
    const running = await readRunning();
    if (!running) return askMilliseconds;
    for (const id of behind.keys()) if (!running.some((activation) => activation.id === id)) settle(id);
    const open = running.filter((activation) => !issuedInFull.has(activation.id));
    for (const activation of open) if (!over && dueIn(activation, serverClock.now()) === 0) await judge(activation);
    const coming = open.map((activation) => dueIn(activation, serverClock.now())).filter((wait) => wait > 0);
    return Math.min(askMilliseconds, ...coming);
  }

  function goOn() {
    void look().then((wait) => {
      if (!over) timer = setTimeout(goOn, wait);
    });
  }

  onScopeDispose(listen('progress', (picture) => void heard.set(picture.activationId, picture.issued)));
  onScopeDispose(() => {
    over = true;
    clearTimeout(timer);
    [...behind.keys()].forEach(settle);
  });
  goOn();
}
