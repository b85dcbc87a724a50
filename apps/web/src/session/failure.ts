import { useI18n } from 'vue-i18n';
import { AnswerLost, RefusedByServer } from './problem.rules.js';
import { useLanguage } from '../words/words.js';

/** What failed in words: one sentence, and the refused fields with their reasons. */
export type Failure = { title: string; fields: string[] };

/** The refused fields of an answer with their reasons, in the reader's language. */
export function fieldWordsOf(cause: unknown, pick: (zh: string, en: string) => string): { field: string; words: string }[] {
  const fields = cause instanceof RefusedByServer ? (cause.problem.fields ?? []) : [];
  return fields.map((one) => ({ field: one.field, words: pick(one.reason, one.reasonEn) }));
}

/** Puts a failed request into words: a refusal says what the service said, a lost answer says that nobody knows. Anything else is a bug. */
export function useFailureWords(): (cause: unknown) => Failure {
  const { t } = useI18n();
  const { pick } = useLanguage();
  return (cause) => {
    if (cause instanceof RefusedByServer) {
      return { title: cause.words, fields: fieldWordsOf(cause, pick).map(({ field, words }) => `${field}：${words}`) };
    }
    if (cause instanceof AnswerLost) return { title: t(`console.failure.${cause.kind}`), fields: [] };
    throw cause;
  };
}
