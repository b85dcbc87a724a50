import { computed, reactive } from 'vue';
import { mayDo } from '#contracts/access.js';
import type { Whistle, WhistlePage } from '#contracts/whistle.js';
import { AnswerLost, RefusedByServer } from '../../session/problem.rules.js';
import { me } from '../../session/session.js';
import { readWhistles } from '../../whistle/whistle.api.js';

const store = reactive({
  open: [] as readonly Whistle[],
  offered: [] as readonly Whistle[],
  counts: null as WhistlePage['counts'] | null,
  loaded: false,
  failed: null as unknown,
});
let reading: Promise<void> | null = null;
let again = false;

/** The whistles that this console shares and that are not over, as last read. The last picture stays when a reading fails. */
export const whistleState = store;
export const openWhistles = computed<readonly Whistle[]>(() => [...store.offered, ...store.open]);

async function read(): Promise<void> {
  try {
    const open = await readWhistles({ state: 'open', limit: 200 });
    const offered = open.counts.offered > 0 ? (await readWhistles({ state: 'offered', limit: 50 })).whistles : [];
    Object.assign(store, { open: open.whistles, offered, counts: open.counts, loaded: true, failed: null });
  } catch (failure) {
    if (!(failure instanceof RefusedByServer || failure instanceof AnswerLost)) throw failure;
    store.failed = failure;
  }
}

/** Reads them again; what is asked while a reading runs is read once more after it. Who may not read whistles has none. */
export function refreshOpenWhistles(): Promise<void> {
  if (!mayDo(me.value?.roles ?? [], 'whistle.read')) return Promise.resolve();
  if (reading) {
    again = true;
    return reading;
  }
  reading = read().finally(() => {
    reading = null;
    if (!again) return;
    again = false;
    void refreshOpenWhistles();
  });
  return reading;
}
