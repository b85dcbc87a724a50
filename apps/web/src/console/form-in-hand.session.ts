import { computed, ref, watch, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { useKeys } from '../kit/keys.js';
import { useCommand } from '../session/command.session.js';
import { takeInHand } from './in-hand.js';

/**
 * What every form has that is in hand as a page: it is a drill or not, its fields are wrong only once somebody has tried to send it or the server
 * has refused them (`wrongWords` are said by field), Ctrl ↵ sends and Esc goes back.
 */
export function useFormInHand<Form extends { exercise: boolean | null }>(
  form: Ref<Form>,
  of: {
    unfinished: (form: Form) => readonly string[];
    wrongWords: string;
    inHand: () => { title: string; incidentId: string | null };
    submit: () => Promise<void>;
  },
) {
  const { t } = useI18n();
  const router = useRouter();
  const { busy, failure, refused, send } = useCommand();
  const tried = ref(false);
  const unfinished = computed(() => new Set(of.unfinished(form.value)));
  const unfinishedShown = computed(() => (tried.value ? unfinished.value.size : 0));
  const wrong = (field: string) =>
    refused.value[field] ?? (tried.value && unfinished.value.has(field) ? t(`${of.wrongWords}.${field}`) : null);

  watch(
    () => form.value.exercise,
    (exercise) => takeInHand({ exercise: exercise === true, ...of.inHand() }),
    { immediate: true },
  );
  async function submit() {
    tried.value = true;
    await of.submit();
  }
  useKeys({ 'ctrl+Enter': () => void submit(), Escape: () => router.back() });
  return { busy, failure, send, unfinished, unfinishedShown, wrong, submit };
}
