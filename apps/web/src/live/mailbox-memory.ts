import type { MailboxRow } from '#contracts/mailbox.js';
import type { Cursors } from './cursors.rules.js';
import { recall, remember } from './device-memory.js';

/** What this device remembers of its mailboxes between visits: its cursors, and the digests and calls that no other page of the server shows. */
export type MailboxMemory = { cursors: Cursors; notices: MailboxRow[] };

const mostNotices = 50;
const keyOf = (accountId: string) => `muster.mailbox.${accountId}`;

export function recallMailbox(accountId: string): MailboxMemory {
  return recall<MailboxMemory>(keyOf(accountId), { cursors: {}, notices: [] });
}

export function rememberMailbox(accountId: string, memory: MailboxMemory): void {
  remember(keyOf(accountId), { ...memory, notices: memory.notices.slice(-mostNotices) });
}
