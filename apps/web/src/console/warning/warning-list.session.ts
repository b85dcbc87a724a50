import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { Warning } from '#contracts/warning.js';
import { useFailureWords, type Failure } from '../../session/failure.js';
import { readWarnings } from './warning.api.js';
import { mergeFirstPage, questionOf, type ListFilter } from './warning.view.js';

const againMilliseconds = 15_000;

/** The warnings of a filter, page by page; the first page reads itself again every 15 s, and the last picture stays when that fails. */
export function useWarningList(filter: Ref<ListFilter>) {
  const warnings = shallowRef<Warning[]>([]);
  const next = ref<string | null>(null);
  const loaded = ref(false);
  const busy = ref(false);
  const failure = shallowRef<Failure | null>(null);
  const failureWords = useFailureWords();
  let turn = 0;

  async function attempt(work: (mine: number) => Promise<void>): Promise<void> {
    const mine = turn;
    try {
      await work(mine);
      if (mine === turn) failure.value = null;
    } catch (cause) {
      const words = failureWords(cause);
      if (mine === turn) failure.value = words;
    }
  }

  const again = (): Promise<void> =>
    attempt(async (mine) => {
      const page = await readWarnings(questionOf(filter.value));
      if (mine !== turn) return;
      const paged = warnings.value.length > page.warnings.length;
      warnings.value = mergeFirstPage(warnings.value, page.warnings, page.nextCursor === null);
      if (!paged || page.nextCursor === null) next.value = page.nextCursor;
      loaded.value = true;
    });

  const more = (): Promise<void> =>
    attempt(async (mine) => {
      if (next.value === null || busy.value) return;
      busy.value = true;
      try {
        const page = await readWarnings({ ...questionOf(filter.value), cursor: next.value });
        if (mine !== turn) return;
        const known = new Set(warnings.value.map((warning) => warning.id));
        warnings.value = [...warnings.value, ...page.warnings.filter((warning) => !known.has(warning.id))];
        next.value = page.nextCursor;
      } finally {
        busy.value = false;
      }
    });

  watch(
    filter,
    () => {
      turn += 1;
      warnings.value = [];
      next.value = null;
      loaded.value = false;
      failure.value = null;
      void again();
    },
    { immediate: true },
  );
  const timer = setInterval(() => void again(), againMilliseconds);
  onScopeDispose(() => {
    turn += 1;
    clearInterval(timer);
  });
  return { warnings, next, loaded, busy, failure, again, more };
}
