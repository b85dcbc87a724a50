import type { MailboxRow } from '#contracts/mailbox.js';
import type { Cursors } from './cursors.rules.js';

/** What this device remembers of its mailboxes between visits: its cursors, and the digests and calls that no other page of the server shows. */
export type MailboxMemory = { cursors: Cursors; notices: MailboxRow[] };

const mostNotices = 50;
const keyOf = (accountId: string) => `muster.mailbox.${accountId}`;

export function recallMailbox(accountId: string): MailboxMemory {
  const text = localStorage.getItem(keyOf(accountId));
  if (text === null) return { cursors: {}, notices: [] };
  try {
    return JSON.parse(text) as MailboxMemory;
  } catch {
    localStorage.removeItem(keyOf(accountId));
    return { cursors: {}, notices: [] };
  }
}

export function rememberMailbox(accountId: string, memory: MailboxMemory): void {
  localStorage.setItem(keyOf(accountId), JSON.stringify({ ...memory, notices: memory.notices.slice(-mostNotices) }));
}
