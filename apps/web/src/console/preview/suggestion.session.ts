import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { Incident } from '#contracts/incident.js';
import { readCategories } from '../console.api.js';
import { useFailureWords } from '../../session/failure.js';
import { readPlanProposal, readWarning } from '../warning/warning.api.js';
import { flagsNow, questionsOf, suggestionOf, type Suggestion } from './suggestion.view.js';

/** What the plans' trigger tables say to the incident's warnings in these units; asked again when the units change. Null until it is known. */
export function useSuggestion(asked: Ref<{ incident: Incident; unitIds: readonly string[] } | null>) {
  const suggestion = shallowRef<Suggestion | null>(null);
  const failed = shallowRef<string | null>(null);
  const failureWords = useFailureWords();
  let last = 0;

  async function ask(incident: Incident, unitIds: readonly string[]): Promise<void> {
    const mine = ++last;
    failed.value = null;
    try {
      const { warningId } = incident.source;
      const [categories, source] = await Promise.all([readCategories(), warningId === null ? null : readWarning(warningId)]);
      const questions = questionsOf(incident.category, flagsNow(incident.warnings, source), categories);
      const [own, ...proposals] = await Promise.all([
        readPlanProposal(incident.category, null, unitIds),
        ...questions.map(({ category, colour }) => readPlanProposal(category, colour, unitIds)),
      ]);
      if (mine !== last || !own) return;
      const planNos = own.plans.map((plan) => plan.planNo);
      suggestion.value = suggestionOf(
        planNos,
        questions.flatMap(({ flag, changed }, at) => (proposals[at] ? [{ flag, changed, proposal: proposals[at] }] : [])),
      );
    } catch (cause) {
      if (mine === last) failed.value = failureWords(cause).title;
    }
  }

  const again = (): void => {
    const now = asked.value;
    if (now && now.incident.warnings.length > 0 && now.unitIds.length > 0) void ask(now.incident, now.unitIds);
  };
  watch(() => JSON.stringify([asked.value?.incident.id, asked.value?.unitIds]), again, { immediate: true });
  onScopeDispose(() => (last = -1));
  return { suggestion, failed, again };
}
