import { computed, onScopeDispose, ref, shallowRef, toRef, watch } from 'vue';
import type { Activation } from '#contracts/activation.js';
import type { Incident } from '#contracts/incident.js';
import type { NotReached, Progress } from '#contracts/mailbox.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import { hearServer, line } from '../../live/line.js';
import { serverClock } from '../../live/server-clock.js';
import { useProgress, useReconnects } from '../../live/use-live.js';
import { RefusedByServer } from '../../session/problem.rules.js';
import { readActivation, readIncident, readNotReached, readProgress, readReconciliation } from '../console.api.js';
import { useFailureWords, type Failure } from '../../session/failure.js';
import { dueIn } from '../frame/behind.view.js';
import { changesBetween, foldChanges, newerProgress, wholePicture, type Change } from './progress.view.js';

const fallbackMilliseconds = 5_000;
const proofMilliseconds = 15_000;
const calmMilliseconds = 2_000;

/**
 * Everything that the live page of one activation knows. Counts come by the socket; when it has been silent for five seconds they are asked for.
 * A reading that fails leaves the last picture, dated by the freshness badge.
 */
export function useLiveActivation(activationId: string) {
  const failureWords = useFailureWords();
  const activation = shallowRef<Activation | null>(null);
  const incident = shallowRef<Incident | null>(null);
  const picture = shallowRef<Progress | null>(null);
  const feed = shallowRef<Change[]>([]);
  const notReached = shallowRef<NotReached[]>([]);
  const proof = shallowRef<Reconciliation | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const unheardOf = ref(false);
  const uncounted = shallowRef<Failure | null>(null);
  const heard = useProgress(toRef(activationId));
  const lastWord = ref(0);

  function take(arrived: Progress) {
    const newer = newerProgress(picture.value, arrived);
    if (newer !== arrived) return;
    feed.value = foldChanges(feed.value, changesBetween(picture.value, arrived));
    picture.value = arrived;
    lastWord.value = performance.now();
  }

  async function quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      failureWords(cause);
    }
  }

  async function load(): Promise<void> {
    failure.value = null;
    try {
      const read = await readActivation(activationId);
      activation.value = read;
      incident.value = await readIncident(read.incidentId);
    } catch (cause) {
      failure.value = failureWords(cause);
    }
  }
  /** Counts that cannot be read leave the last picture; an activation that is not known there yet has nothing issued. */
  async function pull(): Promise<void> {
    try {
      take(await readProgress(activationId));
      uncounted.value = null;
      hearServer();
    } catch (cause) {
      unheardOf.value = cause instanceof RefusedByServer && cause.code === 'not-found';
      uncounted.value = failureWords(cause);
      if (unheardOf.value) hearServer();
    }
  }
  const readGone = () => quietly(async () => void (notReached.value = await readNotReached(activationId)));
  const prove = () => quietly(async () => void (proof.value = await readReconciliation(activationId)));

  watch(heard, (arrived) => arrived && take(arrived));
  const notReachedCount = computed(() => picture.value?.units.reduce((sum, unit) => sum + unit.notReached, 0) ?? 0);
  let calm: ReturnType<typeof setTimeout> | undefined;
  watch(notReachedCount, () => {
    calm ??= setTimeout(() => {
      calm = undefined;
      void readGone();
    }, calmMilliseconds);
  });
  /** A click of a moment ago has hardly reached notification: the socket tells when it has, and the fallback asks if it does not. */
  async function begin(): Promise<void> {
    await load();
    const accepted = activation.value;
    if (accepted && dueIn(accepted, serverClock.now()) > 0) unheardOf.value = true;
    else await pull();
  }

  useReconnects(() => void begin());
  void begin();
  void readGone();
  void prove();
  const fallback = setInterval(() => {
    if (line.down || performance.now() - lastWord.value >= fallbackMilliseconds) void pull();
  }, fallbackMilliseconds);
  const proving = setInterval(() => {
    void prove();
    if (notReachedCount.value > 0) void readGone();
  }, proofMilliseconds);
  onScopeDispose(() => {
    clearTimeout(calm);
    clearInterval(fallback);
    clearInterval(proving);
  });

  const whole = computed(() =>
    activation.value && (picture.value || unheardOf.value) ? wholePicture(activation.value, picture.value) : null,
  );

  return { activation, incident, picture: whole, feed, notReached, proof, failure, uncounted, load, pull, prove };
}
