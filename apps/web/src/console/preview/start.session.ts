import { onScopeDispose, ref, watch, type Ref } from 'vue';
import { uuidv7 } from 'uuidv7';
import type { StartActivation } from '#contracts/activation.js';
import { serverClock } from '../../live/server-clock.js';
import { AnswerLost, RefusedByServer } from '../../session/problem.rules.js';
import { startActivation } from '../console.api.js';
import { refreshStream } from '../stream/stream.store.js';
import { sealComposition, type Composition, type Sealed } from './composition.js';
import { forgetStart, recallStart, rememberStart } from './pending-start.js';
import { advanceStart, provesNothingWentOut, type StartEvent, type StartState } from './start.machine.js';

const askAgainMilliseconds = 2_000;

/**
 * Presses the start button once: the state locks before the request leaves, and a lost answer is asked for again by the same request id and
 * the same body until the service says what happened. A reload goes on asking.
 */
export function useStart(composition: Ref<Composition>) {
  const state = ref<StartState>({ at: 'idle' });
  let sealed: Sealed | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let left = false;
  onScopeDispose(() => {
    left = true;
    clearTimeout(timer);
  });

  const tell = (event: StartEvent) => (state.value = advanceStart(state.value, event));

  async function ask(body: StartActivation): Promise<void> {
    const askedBefore = state.value.at === 'unknown';
    try {
      const activation = await startActivation(body);
      forgetStart(body.incidentId);
      tell({ type: 'accepted', activation });
      void refreshStream();
    } catch (cause) {
      if (cause instanceof RefusedByServer && provesNothingWentOut(cause.problem.status, askedBefore)) {
        forgetStart(body.incidentId);
        tell({ type: 'refused', failure: { code: cause.code, words: cause.words, correlationId: cause.problem.correlationId ?? null } });
      } else if (cause instanceof RefusedByServer || cause instanceof AnswerLost) {
        tell({ type: 'silent' });
        if (!left) timer = setTimeout(() => void ask(body), askAgainMilliseconds);
      } else throw cause;
    }
  }

  function press(): void {
    sealed = sealComposition(composition.value, sealed, uuidv7);
    const before = state.value;
    const now = serverClock.now();
    tell({ type: 'pressed', now, requestId: sealed?.requestId ?? '', level: composition.value.level ?? 'IV', complete: sealed !== null });
    if (state.value === before) return;
    if (state.value.at === 'sending' && sealed) {
      rememberStart({ body: sealed.body, since: now });
      void ask(sealed.body);
    } else if (state.value.at === 'confirm') {
      timer = setTimeout(() => tell({ type: 'passed', now: serverClock.now() }), state.value.until - now + 20);
    }
  }

  /** Goes on asking for a click that was made before this page was loaded. Answers its body, so that the page can show what was sent. */
  function resume(incidentId: string): StartActivation | null {
    const pending = recallStart(incidentId);
    if (!pending) return null;
    tell({ type: 'resumed', requestId: pending.body.requestId, since: pending.since });
    void ask(pending.body);
    return pending.body;
  }

  watch(composition, () => tell({ type: 'edited' }), { deep: true });
  return { state, press, resume };
}
