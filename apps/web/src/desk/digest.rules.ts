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
  for (const row of rows.filter((one) => one.kind === 'digest' && one.taskIds?.length !== 0 && !isOver(one, rows))) {
    const { activationId, incidentTitle, exercise, at } = row;
    const before = found.get(activationId) ?? { activationId, incidentTitle, exercise, at, rows: [], taskIds: [] };
    before.rows.push(row);
    before.taskIds = [...new Set([...before.taskIds, ...(row.taskIds ?? [])])];
    if (Date.parse(at) > Date.parse(before.at)) before.at = at;
    found.set(activationId, before);
  }
  return [...found.values()].sort((a, b) => Number(a.exercise) - Number(b.exercise) || Date.parse(b.at) - Date.parse(a.at));
}

/** What has ended, each once, the latest row of each. */
export function endedCauses(rows: readonly MailboxRow[]): MailboxRow[] {
  return [...new Map(rows.filter(({ kind }) => kind === 'end').map((row) => [row.activationId, row])).values()];
}

/** The rows that say that these have ended, and what had climbed in them: put away with them, it does not come back. */
export function rowsOfEnded(rows: readonly MailboxRow[], activationIds: readonly string[]): MailboxRow[] {
  return rows.filter((row) => activationIds.includes(row.activationId) && (row.kind === 'end' || isOver(row, rows)));
}

/** Whether the whistle of this row has ended since, as the same mailbox was told. A response may go on in other units. */
export function isOver(row: MailboxRow, rows: readonly MailboxRow[]): boolean {
  const { cause, activationId, mailboxId, seq } = row;
  return (
    cause === 'whistle' &&
    rows.some((end) => end.kind === 'end' && end.activationId === activationId && end.mailboxId === mailboxId && end.seq > seq)
  );
}
