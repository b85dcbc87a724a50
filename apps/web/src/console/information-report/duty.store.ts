import { reactive } from 'vue';
import { mayDo } from '#contracts/access.js';
import type { ReportDuty } from '#contracts/information-report.js';
import { AnswerLost, RefusedByServer } from '../../session/problem.rules.js';
import { me } from '../../session/session.js';
import { readReportDuties } from './information-report.api.js';

const store = reactive({ duties: [] as ReportDuty[], loaded: false, failed: false });
let reading: Promise<void> | null = null;

/** What is owed across incidents, and how its last reading went. The last picture stays when a reading fails. */
export const dutyState = store;

/** Whether this session may read reports at all. */
export const mayReadReports = (): boolean => mayDo(me.value?.roles ?? [], 'information-report.read');

/** Whether this session may file them. */
export const mayFileReports = (): boolean => mayDo(me.value?.roles ?? [], 'information-report.file');

async function read(): Promise<void> {
  try {
    const { duties } = await readReportDuties();
    Object.assign(store, { duties, loaded: true, failed: false });
  } catch (cause) {
    if (!(cause instanceof RefusedByServer || cause instanceof AnswerLost)) throw cause;
    store.failed = true;
  }
}

/** Reads what is owed again; a reading that runs is shared. Who may not read reports owes none. */
export function refreshDuties(): Promise<void> {
  if (!mayReadReports()) return Promise.resolve();
  reading ??= read().finally(() => (reading = null));
  return reading;
}
