import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { Preview } from '#contracts/activation.js';
import { previewActivation, type PreviewQuestion } from '../console.api.js';
import { useFailureWords, type Failure } from '../../session/failure.js';

const settleMilliseconds = 250;

/** Asks for the preview whenever the question changes; only the last answer counts, and the last picture stays while the next is on its way. */
export function usePreview(question: Ref<PreviewQuestion | null>) {
  const preview = shallowRef<Preview | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const failureWords = useFailureWords();
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(asked: PreviewQuestion): Promise<void> {
    const mine = ++last;
    try {
      const answer = await previewActivation(asked);
      if (mine !== last) return;
      preview.value = answer;
      failure.value = null;
    } catch (cause) {
      if (mine === last) failure.value = failureWords(cause);
    }
  }

  const again = () => (question.value ? ask(question.value) : Promise.resolve());
  watch(
    () => JSON.stringify(question.value),
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => void again(), preview.value === null ? 0 : settleMilliseconds);
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
  return { preview, failure, again };
}
