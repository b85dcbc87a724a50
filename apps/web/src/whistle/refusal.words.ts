import { refusals, type RefusalCode } from '#contracts/problem.js';
import { useLanguage } from '../words/words.js';

/** Why an act may not be done now, in the reader's words; what the server would say. */
export function useRefusalWords(): (code: RefusalCode) => string {
  const { pick } = useLanguage();
  return (code) => pick(refusals[code].zh, refusals[code].en);
}
