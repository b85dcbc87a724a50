import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import { uuidv7 } from 'uuidv7';
import { useI18n } from 'vue-i18n';
import type { IncidentReports, InformationReport } from '#contracts/information-report.js';
import { AnswerLost } from '../../session/problem.rules.js';
import { useLanguage } from '../../words/words.js';
import { fieldWordsOf, useFailureWords, type Failure } from '../../session/failure.js';
import { fileReport } from './information-report.api.js';
import { bodyOf, unfinishedFields, wordsOf, type ReportField } from './report.form.js';

/**
 * A report while it is being written. It begins with the draft; when somebody else files one meanwhile, what was typed stays, and the newer
 * words are offered. The same words are sent once: their request id changes only with them.
 */
export function useFiling(answer: Ref<IncidentReports>, exercise: Ref<boolean>) {
  const { t } = useI18n();
  const { pick } = useLanguage();
  const failureWords = useFailureWords();
  const words = ref(wordsOf(answer.value.draft));
  const failure = shallowRef<Failure | null>(null);
  const refused = ref<Record<string, string>>({});
  const shownWrong = ref(false);
  const busy = ref(false);
  const newer = ref(false);
  let begun = JSON.stringify(words.value);
  let sealed: { key: string; requestId: string } | null = null;

  const kinds = computed(() => [...new Set(answer.value.possible.map(({ kind }) => kind))]);
  const forms = computed(() => answer.value.possible.filter(({ kind }) => kind === words.value.kind).map(({ form }) => form));
  const unfinished = computed(() => unfinishedFields(words.value));
  const wrong = (field: ReportField | 'kind') =>
    refused.value[field] ??
    (shownWrong.value && unfinished.value.includes(field as ReportField) ? t(`informationReport.file.wrong.${field}`) : null);

  /** Takes the draft as it is now. */
  function beginAnew(): void {
    words.value = wordsOf(answer.value.draft);
    begun = JSON.stringify(words.value);
    refused.value = {};
    newer.value = false;
    failure.value = null;
    shownWrong.value = false;
  }

  watch(answer, (now, before) => {
    if (JSON.stringify(wordsOf(now.draft)) === JSON.stringify(wordsOf(before.draft))) return;
    if (JSON.stringify(words.value) === begun) beginAnew();
    else newer.value = now.reports.length > before.reports.length;
  });
  watch([kinds, forms], () => {
    if (!kinds.value.includes(words.value.kind)) words.value.kind = answer.value.draft.kind;
    else if (!forms.value.includes(words.value.form)) words.value.form = forms.value[0] ?? 'written';
  });

  async function submit(): Promise<InformationReport | null> {
    shownWrong.value = true;
    refused.value = {};
    failure.value = null;
    const { knownAt, reports, duties, incidentId } = answer.value;
    const floors = [knownAt, ...reports.map(({ givenAt }) => givenAt), ...duties.map(({ since }) => since)];
    const body = bodyOf(words.value, exercise.value, floors);
    if (!body || busy.value) return null;
    const key = JSON.stringify(body);
    if (sealed?.key !== key) sealed = { key, requestId: uuidv7() };
    busy.value = true;
    try {
      const report = await fileReport(incidentId, { requestId: sealed.requestId, ...body });
      // What comes next begins with this one, and is another report even if it says the same.
      words.value.givenAt = '';
      begun = JSON.stringify(words.value);
      sealed = null;
      newer.value = false;
      shownWrong.value = false;
      return report;
    } catch (cause) {
      const said = failureWords(cause);
      // Nobody knows whether it was filed: the same words once more get the first answer.
      failure.value = cause instanceof AnswerLost ? { ...said, fields: [t('informationReport.file.lost')] } : { ...said, fields: [] };
      refused.value = Object.fromEntries(fieldWordsOf(cause, pick).map(({ field, words: why }) => [field, why]));
      return null;
    } finally {
      busy.value = false;
    }
  }

  return { words, kinds, forms, unfinished, wrong, failure, shownWrong, busy, newer, beginAnew, submit };
}
