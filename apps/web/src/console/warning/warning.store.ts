import { computed, reactive } from 'vue';
import { mayDo } from '#contracts/access.js';
import type { Warning, WarningSourcesAnswer } from '#contracts/warning.js';
import { serverClock } from '../../live/server-clock.js';
import { AnswerLost, RefusedByServer } from '../../session/problem.rules.js';
import { me } from '../../session/session.js';
import { readSources, readWarnings } from './warning.api.js';
import { waitsForHuman } from './warning.view.js';

type Source = WarningSourcesAnswer['sources'][number];
const restMilliseconds = 60_000;

const store = reactive({
  /** In force: those that are ours, then those that say no place. */
  ours: [] as Warning[],
  unplaced: [] as Warning[],
  /** How many there are besides, and whether there are more than were counted. */
  others: { count: 0, more: false },
  /** Null until they were read. */
  sources: null as Source[] | null,
  loaded: false,
  failed: null as unknown,
});
let reading: Promise<void> | null = null;
let restReadAt = -Infinity;

/** The warnings that the stream shows, and how their last reading went. The last picture stays when a reading fails. */
export const warningState = store;

/** What waits for a human, as the picture stands. */
export const waitingWarnings = computed(() =>
  [...store.ours, ...store.unplaced].filter((warning) => waitsForHuman(warning, serverClock.now())),
);

/** Sources that cannot be read now. */
export const failingSources = computed(() => (store.sources ?? []).filter((source) => source.failingSince !== null));

async function readRest(): Promise<void> {
  const [page, { sources }] = await Promise.all([readWarnings({ limit: 200 }), readSources()]);
  const shown = new Set(waitingWarnings.value.map((warning) => warning.id));
  store.others = { count: page.warnings.filter((warning) => !shown.has(warning.id)).length, more: page.nextCursor !== null };
  store.sources = sources;
  restReadAt = performance.now();
}

async function read(): Promise<void> {
  try {
    const [ours, unplaced] = await Promise.all([
      readWarnings({ state: 'in-force', reach: 'ours', limit: 200 }),
      readWarnings({ state: 'in-force', reach: 'unplaced', limit: 200 }),
    ]);
    Object.assign(store, { ours: ours.warnings, unplaced: unplaced.warnings });
    if (performance.now() - restReadAt > restMilliseconds) await readRest();
    Object.assign(store, { loaded: true, failed: null });
  } catch (failure) {
    if (!(failure instanceof RefusedByServer || failure instanceof AnswerLost)) throw failure;
    store.failed = failure;
  }
}

/** Reads the warnings again; a reading that runs is shared. `all` counts the others at once too. Who may not read them has none. */
export function refreshWarnings({ all = false } = {}): Promise<void> {
  if (!mayDo(me.value?.roles ?? [], 'warning.read')) return Promise.resolve();
  if (all) restReadAt = -Infinity;
  reading ??= read().finally(() => (reading = null));
  return reading;
}
