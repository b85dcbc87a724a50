import { onScopeDispose, shallowRef, watch } from 'vue';
import type { PlanProposal } from '#contracts/plan-proposal.js';
import type { WarningDetail } from '#contracts/warning.js';
import { AnswerLost, RefusedByServer } from '../../session/problem.rules.js';
import { useFailureWords, type Failure } from '../../session/failure.js';
import { loadOrgs, orgs } from '../frame/org.store.js';
import { mayOpenByHand } from './proposal.view.js';
import { readPlanProposal, readWarning } from './warning.api.js';

const againMilliseconds = 5_000;

/** A warning that reads itself again every five seconds: an Update or a Cancel shows without a touch. The last picture stays when that fails. */
export function useWarning(warningId: string) {
  const warning = shallowRef<WarningDetail | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const failureWords = useFailureWords();
  let ended = false;

  async function again(): Promise<void> {
    try {
      const read = await readWarning(warningId);
      if (ended) return;
      warning.value = read;
      failure.value = null;
    } catch (cause) {
      const words = failureWords(cause);
      if (!ended) failure.value = words;
    }
  }
  void again();
  const timer = setInterval(() => void again(), againMilliseconds);
  onScopeDispose(() => {
    ended = true;
    clearInterval(timer);
  });
  return { warning, failure, again };
}

/**
 * What the published plans propose for a warning that an incident may be opened from, in those of its units that the reader sees; asked again
 * when its colour or area changes. For one that is elsewhere or over nothing is asked, and no level is shown.
 */
export function usePlanProposal(read: () => WarningDetail | null) {
  const proposal = shallowRef<PlanProposal | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const failureWords = useFailureWords();
  let last = 0;

  async function again(): Promise<void> {
    const warning = read();
    const category = warning?.proposal.incident?.category ?? warning?.category ?? null;
    const mine = ++last;
    if (!warning || category === null || (warning.proposal.incident === null && !mayOpenByHand(warning))) {
      proposal.value = null;
      return;
    }
    try {
      await loadOrgs();
      const mineToSee = new Set(orgs.units.map((unit) => unit.id));
      const unitIds = (warning.proposal.incident?.unitIds ?? warning.units.map((unit) => unit.unitId)).filter((id) => mineToSee.has(id));
      const answer = await readPlanProposal(category, warning.colour, unitIds);
      if (mine !== last) return;
      proposal.value = answer;
      failure.value = null;
    } catch (cause) {
      if (!(cause instanceof RefusedByServer || cause instanceof AnswerLost)) throw cause;
      if (mine === last) failure.value = failureWords(cause);
    }
  }
  watch(
    () => JSON.stringify([read()?.category, read()?.colour, read()?.units.map((unit) => unit.unitId), read()?.proposal]),
    () => void again(),
    { immediate: true },
  );
  onScopeDispose(() => (last = -1));
  return { proposal, failure, again };
}
