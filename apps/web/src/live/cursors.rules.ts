import type { MailboxRow } from '#contracts/mailbox.js';

/** What this device has of one mailbox: everything up to `upTo`, and single rows beyond a gap. */
export type Cursor = { upTo: number; beyond: number[] };
export type Cursors = Record<string, Cursor>;

/** Takes rows in. `fresh` are those not seen before, in order; a repeat by seq is dropped, so that a bell rings once. */
export function takeRows<Row extends Pick<MailboxRow, 'mailboxId' | 'seq'>>(
  cursors: Cursors,
  rows: readonly Row[],
): { cursors: Cursors; fresh: Row[] } {
  const next: Cursors = { ...cursors };
  const fresh: Row[] = [];
  for (const row of rows) {
    const cursor = next[row.mailboxId] ?? { upTo: 0, beyond: [] };
    if (row.seq <= cursor.upTo || cursor.beyond.includes(row.seq)) continue;
    fresh.push(row);
    next[row.mailboxId] = closeGap({ upTo: cursor.upTo, beyond: [...cursor.beyond, row.seq].sort((a, b) => a - b) });
  }
  return { cursors: next, fresh };
}

function closeGap(cursor: Cursor): Cursor {
  let { upTo } = cursor;
  let index = 0;
  while (cursor.beyond[index] === upTo + 1) {
    upTo++;
    index++;
  }
  return { upTo, beyond: cursor.beyond.slice(index) };
}

/** Whether a mailbox has rows that this device does not: a head above the contiguous cursor. */
export function isBehind(cursors: Cursors, heads: Readonly<Record<string, number>>): boolean {
  return Object.entries(heads).some(([mailboxId, head]) => head > (cursors[mailboxId]?.upTo ?? 0));
}

/** The cursors for the handshake, `{mailboxId: highest contiguous seq}`. */
export function cursorsOf(cursors: Cursors): Record<string, number> {
  return Object.fromEntries(Object.entries(cursors).map(([mailboxId, cursor]) => [mailboxId, cursor.upTo]));
}

/** The cursors for `GET /api/mailbox?after=`: `12:5,13:9`. */
export function afterText(cursors: Cursors): string {
  return Object.entries(cursors)
    .map(([mailboxId, cursor]) => `${mailboxId}:${cursor.upTo}`)
    .join(',');
}
