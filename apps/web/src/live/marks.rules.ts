/** Marks that the server has not confirmed: seqs per mailbox. They are repeated until it has. */
export type OpenMarks = ReadonlyMap<number, ReadonlySet<number>>;
export type MarkBatch = { marks: { mailboxId: number; seqs: number[] }[] };

const seqsPerMailbox = 1000;
const mailboxesPerMessage = 200;

/** Adds marks of rows that arrived. */
export function addMarks(open: OpenMarks, rows: readonly { mailboxId: number; seq: number }[]): OpenMarks {
  const next = new Map([...open].map(([mailboxId, seqs]) => [mailboxId, new Set(seqs)]));
  for (const row of rows) next.set(row.mailboxId, (next.get(row.mailboxId) ?? new Set()).add(row.seq));
  return next;
}

/** Takes away what one confirmed message carried. */
export function confirmMarks(open: OpenMarks, batch: MarkBatch): OpenMarks {
  const next = new Map([...open].map(([mailboxId, seqs]) => [mailboxId, new Set(seqs)]));
  for (const { mailboxId, seqs } of batch.marks) {
    const left = next.get(mailboxId);
    for (const seq of seqs) left?.delete(seq);
    if (left?.size === 0) next.delete(mailboxId);
  }
  return next;
}

/** The next message: at most 200 mailboxes with 1,000 seqs each, lowest first; null when all is confirmed. */
export function nextMarks(open: OpenMarks): MarkBatch | null {
  const marks = [...open]
    .slice(0, mailboxesPerMessage)
    .map(([mailboxId, seqs]) => ({ mailboxId, seqs: [...seqs].sort((a, b) => a - b).slice(0, seqsPerMailbox) }));
  return marks.length > 0 ? { marks } : null;
}
