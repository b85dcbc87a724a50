import { useI18n } from 'vue-i18n';
import type { KindLimits } from '#contracts/whistle-rules.js';
import { useLimitWords } from '../../whistle/limit.words.js';

/** All limits of a kind in one line: `5 分签收 · 30 分到场 · 60 分首次反馈 · 之后每 60 分`. A kind without a close limit says by plan. */
export function useLimitsLine(): (limits: KindLimits) => string {
  const { t } = useI18n();
  const limitWords = useLimitWords();
  return (limits) => {
    const part = (name: 'acknowledge' | 'arrive' | 'firstFeedback' | 'thenEvery' | 'close') => {
      const limit = limits[name];
      return limit === null ? '' : t(`consoleWhistle.limits.${name}`, { limit: limitWords(limit) });
    };
    const close = limits.close === null ? t('consoleWhistle.limits.byPlan') : part('close');
    return [part('acknowledge'), part('arrive'), part('firstFeedback'), part('thenEvery'), close].filter(Boolean).join(' · ');
  };
}
