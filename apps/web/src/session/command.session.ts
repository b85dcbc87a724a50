import { ref, shallowRef } from 'vue';
import { uuidv7 } from 'uuidv7';
import { useLanguage } from '../words/words.js';
import { fieldWordsOf, useFailureWords, type Failure } from './failure.js';

/**
 * Sends the command of one form: the same words go out once, because their request id changes only with them. `send` answers null when it was
 * refused or lost; `failure` then says why, and `refused` has the reasons by field (the first part of the path).
 */
export function useCommand() {
  const { pick } = useLanguage();
  const failureWords = useFailureWords();
  const busy = ref(false);
  const failure = shallowRef<Failure | null>(null);
  const refused = ref<Record<string, string>>({});
  let sealed: { key: string; requestId: string } | null = null;

  async function send<Body extends object, Answer>(
    body: Body,
    command: (sealedBody: Body & { requestId: string }) => Promise<Answer>,
    fieldOf: (path: string) => string = (path) => path.split('.')[0] ?? path,
  ): Promise<Answer | null> {
    if (busy.value) return null;
    const key = JSON.stringify(body);
    if (sealed?.key !== key) sealed = { key, requestId: uuidv7() };
    busy.value = true;
    failure.value = null;
    refused.value = {};
    try {
      const answer = await command({ ...body, requestId: sealed.requestId });
      sealed = null;
      return answer;
    } catch (cause) {
      failure.value = failureWords(cause);
      refused.value = Object.fromEntries(fieldWordsOf(cause, pick).map(({ field, words }) => [fieldOf(field), words]));
      return null;
    } finally {
      busy.value = false;
    }
  }

  return { busy, failure, refused, send };
}
