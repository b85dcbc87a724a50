import { computed, onMounted, ref, shallowRef, watch } from 'vue';
import type { MattersAnswer } from '#contracts/matter.js';
import type { WhistleProposal } from '#contracts/whistle.js';
import type { WhistleRules } from '#contracts/whistle-rules.js';
import { me } from '../../session/session.js';
import { readMatters, readProposal, readWhistleRules } from '../../whistle/whistle.api.js';
import { useFailureWords, type Failure } from '../../session/failure.js';
import { loadOrgs, orgs } from '../frame/org.store.js';
import { emptyBlow, withProposal, type BlowOrigin } from './blow.form.js';
import { departmentsOf } from '../../whistle/departments.session.js';

const knownOf = ({ from: _, ...known }: BlowOrigin): { incidentId?: string; taskId?: string; gridReportId?: string } => known;

/** The form with all that is known before anybody types: the matters, the rules in force, and what the origin and the matter propose. */
export function useBlowForm(origin: BlowOrigin, wantedUnit: string | null) {
  const failureWords = useFailureWords();
  const form = ref(emptyBlow(wantedUnit ?? me.value?.org.unitId ?? ''));
  const list = shallowRef<MattersAnswer | null>(null);
  const rules = shallowRef<WhistleRules | null>(null);
  const proposal = shallowRef<WhistleProposal | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const asking = ref(false);
  let last = 0;

  async function propose(): Promise<void> {
    if (form.value.unitId === '') return;
    const mine = ++last;
    asking.value = true;
    try {
      const answer = await readProposal({ ...knownOf(origin), unitId: form.value.unitId, matterId: form.value.matterId || undefined });
      if (mine !== last) return;
      form.value = withProposal(form.value, answer, proposal.value);
      proposal.value = answer;
      failure.value = null;
    } catch (cause) {
      if (mine === last) failure.value = failureWords(cause);
    } finally {
      if (mine === last) asking.value = false;
    }
  }

  async function load(): Promise<void> {
    failure.value = null;
    try {
      const [read, inForce] = await Promise.all([readMatters(), readWhistleRules(), loadOrgs()]);
      list.value = read;
      rules.value = inForce.rules;
      const only = orgs.units.length === 1 ? orgs.units[0] : undefined;
      if (form.value.unitId === '' && only) form.value.unitId = only.id;
      await propose();
    } catch (cause) {
      failure.value = failureWords(cause);
    }
  }
  onMounted(load);
  watch(
    () => [form.value.matterId, form.value.unitId],
    ([matterId, unitId]) => {
      if (matterId !== (proposal.value?.matterId ?? '') || unitId !== (proposal.value?.unitId ?? '')) void propose();
    },
  );

  const matters = computed(() => list.value?.matters ?? []);
  const departments = computed(() => departmentsOf(list.value));
  return { form, matters, rules, proposal, departments, failure, asking, load };
}
