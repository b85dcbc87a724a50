import { useI18n } from 'vue-i18n';
import type { Limit } from '#contracts/limit.js';

/** A limit in the reader's words: `5 分`, `2 个工作日`. */
export function useLimitWords(): (limit: Limit) => string {
  const { t } = useI18n();
  return (limit) => t(`whistle.limit.${limit.unit}`, { n: limit.value });
}
