import { useI18n } from 'vue-i18n';
import type { Reason } from '#contracts/activation.js';
import { numerals } from '../../kit/scales.js';
import { useLanguage } from '../../words/words.js';
import { useOrgNames } from '../frame/org.store.js';

/** What the reader already sees beside the reason, so that ids in it become names. */
export type WhyContext = { org?: string; post?: string };

/** Puts reasons into sentences: each code has its own, and its facts fill it in, as names. */
export function useWhy(): (reason: Reason, context?: WhyContext) => string {
  const { t } = useI18n();
  const { pick } = useLanguage();
  const { nameOf } = useOrgNames();
  const levelOf = (level: string | undefined) => (level && level in numerals ? numerals[level as keyof typeof numerals] : '');
  return ({ code, facts }, context = {}) => {
    const plan = [facts.planNo, facts.planName ? pick(facts.planName, facts.planNameEn) : ''].filter(Boolean).join(' ');
    const form = facts.as === 'covers' ? `${code}-covers` : code;
    return t(`console.why.${form}`, {
      plan,
      taskNo: facts.taskNo ?? '',
      category: facts.category ?? '',
      code: facts.code ?? '',
      taskLevel: levelOf(facts.taskLevel),
      level: levelOf(facts.level),
      unit: facts.unitId ? nameOf(facts.unitId) : '',
      org: context.org ?? (facts.orgId ? nameOf(facts.orgId) : ''),
      post: context.post ?? facts.postId ?? '',
    });
  };
}
