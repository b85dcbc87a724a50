import type { MailboxRow } from '#contracts/mailbox.js';

/** What climbed to this desk in one response: the rows that said so, and each task below once. */
export type ClimbedTasks = {
  activationId: string;
  incidentTitle: string;
  exercise: boolean;
  at: string;
  rows: MailboxRow[];
  taskIds: string[];
};

/**
 * Digests by response, real before drill, then the latest first. One desk has many mailboxes, and each climbs by itself. A row that names no
 * task asks for something else: the city centre's ruling.
 */
export function climbedByResponse(rows: readonly MailboxRow[]): ClimbedTasks[] {
  const found = new Map<string, ClimbedTasks>();
  for (const row of rows.filter((one) => one.kind === 'digest' && one.taskIds?.length !== 0)) {
    const { activationId, incidentTitle, exercise, at } = row;
    const before = found.get(activationId) ?? { activationId, incidentTitle, exercise, at, rows: [], taskIds: [] };
    before.rows.push(row);
    before.taskIds = [...new Set([...before.taskIds, ...(row.taskIds ?? [])])];
    if (Date.parse(at) > Date.parse(before.at)) before.at = at;
    found.set(activationId, before);
  }
  return [...found.values()].sort((a, b) => Number(a.exercise) - Number(b.exercise) || Date.parse(b.at) - Date.parse(a.at));
}
