import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { Whistle, WhistlePage } from '#contracts/whistle.js';
import { recall, remember } from '../live/device-memory.js';
import { serverClock } from '../live/server-clock.js';
import { useReconnects, useWhistleBell } from '../live/use-live.js';
import { AnswerLost, RefusedByServer } from '../session/problem.rules.js';
import { refusalWords } from '../session/refusal-words.js';
import { readWhistle, readWhistles, type WhistleQuestion } from './whistle.api.js';

/** A bell that was missed is made good by this poll. */
const pollMs = 20_000;
/** Many bells in a moment are one look; and a city of desks does not look in the same millisecond. */
const soonMs = () => 150 + Math.random() * 350;

/** Reads now, soon after a bell, after a reconnect, and every 20 s. What was seen stays when there is no answer. */
function useLooking(look: () => Promise<void>) {
  const failure = ref('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking = false;
  let again = false;
  let closed = false;

  async function now(): Promise<void> {
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    clearTimeout(timer);
    try {
      await look();
      failure.value = '';
    } catch (error) {
      if (!(error instanceof AnswerLost || error instanceof RefusedByServer)) throw error;
      failure.value = refusalWords(error);
    } finally {
      looking = false;
      if (!closed) plan(again ? 0 : pollMs);
      again = false;
    }
  }
  function plan(ms: number) {
    clearTimeout(timer);
    timer = setTimeout(() => void now(), ms);
  }
  const soon = () => (looking ? (again = true) : plan(soonMs()));

  useReconnects(soon);
  onScopeDispose(() => {
    closed = true;
    clearTimeout(timer);
  });
  return { failure, now, soon };
}

type Kept = { page: WhistlePage | null; at: number | null };

/**
 * The whistles of a question as last seen, refreshed by the bell of the socket and by a slow poll. With `keepAs` the picture is kept on this
 * device, so that a page that is opened without a line still shows it, dated.
 */
export function useWhistles(question: Ref<WhistleQuestion>, keepAs: string | null = null) {
  const kept = keepAs === null ? { page: null, at: null } : recall<Kept>(`muster.whistles.${keepAs}`, { page: null, at: null });
  const page = shallowRef(kept.page);
  const at = ref(kept.at);
  const fetched = ref(false);
  let turn = 0;

  const { failure, now, soon } = useLooking(async () => {
    const mine = turn;
    const answer = await readWhistles({ limit: 200, ...question.value });
    if (mine !== turn) return;
    show(answer);
    fetched.value = true;
  });
  function show(answer: WhistlePage) {
    page.value = answer;
    at.value = serverClock.now();
    if (keepAs !== null) remember(`muster.whistles.${keepAs}`, { page: answer, at: at.value } satisfies Kept);
  }

  useWhistleBell(soon);
  watch(question, (asked, before) => {
    if (JSON.stringify(asked) === JSON.stringify(before)) return;
    turn += 1;
    page.value = null;
    fetched.value = false;
    void now();
  });
  void now();

  return {
    whistles: computed<readonly Whistle[]>(() => page.value?.whistles ?? []),
    counts: computed(() => page.value?.counts ?? null),
    next: computed(() => page.value?.next ?? null),
    /** The server's time of the picture, milliseconds; null before the first. */
    at,
    fetched,
    failure,
    look: now,
    /** Puts a newer picture of one whistle in its place: the answer to an act. */
    put(whistle: Whistle) {
      if (page.value) show({ ...page.value, whistles: page.value.whistles.map((other) => (other.id === whistle.id ? whistle : other)) });
      soon();
    },
  };
}
export type Whistles = ReturnType<typeof useWhistles>;

/** One whistle, refreshed by its bell; null until it is known. `gone`: it is not there, or not shared with the reader. */
export function useWhistle(id: Ref<string | null>) {
  const whistle = shallowRef<Whistle | null>(null);
  const at = ref<number | null>(null);
  const gone = ref(false);

  const { failure, now, soon } = useLooking(async () => {
    const asked = id.value;
    if (asked === null) return;
    try {
      const answer = await readWhistle(asked);
      if (asked === id.value) show(answer);
    } catch (error) {
      if (!(error instanceof RefusedByServer) || error.code !== 'not-found') throw error;
      if (asked === id.value) gone.value = true;
    }
  });
  function show(answer: Whistle) {
    whistle.value = answer;
    at.value = serverClock.now();
    gone.value = false;
  }

  useWhistleBell((bell) => bell.whistleId === id.value && soon());
  watch(
    id,
    () => {
      whistle.value = null;
      gone.value = false;
      void now();
    },
    { immediate: true },
  );
  return { whistle, at, gone, failure, look: now, put: show };
}
