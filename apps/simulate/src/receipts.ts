import type { MailboxRow } from '#contracts/mailbox.js';

/** A row that a desk got, once each: repeats under the same number are the line's and are dropped before. */
export type Receipt = Pick<MailboxRow, 'mailboxId' | 'seq' | 'kind' | 'taskId' | 'orgId' | 'postId' | 'unitId' | 'exercise'> & {
  /** The command point whose desk got it. */
  commandPoint: string;
  /** Milliseconds after the click. */
  atMs: number;
  /** The desk had been off on purpose since the click, so that its time tells nothing of the platform. */
  afterAbsence: boolean;
};

/** What the desks really got of one response, in the order of arrival. */
export class Receipts {
  readonly all: Receipt[] = [];
  /** Tasks that some desk has. */
  readonly taskIds = new Set<string>();

  note(row: MailboxRow, at: { commandPoint: string; atMs: number; afterAbsence: boolean }): void {
    const { mailboxId, seq, kind, taskId, orgId, postId, unitId, exercise } = row;
    this.all.push({ mailboxId, seq, kind, taskId, orgId, postId, unitId, exercise, ...at });
    if (kind === 'task' && taskId) this.taskIds.add(taskId);
  }
}
