import { words } from '../words/words.js';
import { AnswerLost, RefusedByServer } from './problem.rules.js';

/** What to tell people of a failed request, in their language. Anything that is neither refusal nor lost answer is a bug and is thrown on. */
export function refusalWords(error: unknown): string {
  if (error instanceof RefusedByServer) return error.words;
  if (error instanceof AnswerLost) return words.global.t(`session.lost.${error.kind}`);
  throw error;
}
