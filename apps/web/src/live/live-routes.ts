import type { z } from 'zod';
import type { mailboxAnswer } from '#contracts/mailbox.js';
import type { clientMessages, serverMessages } from '#contracts/socket.js';

export type MailboxAnswer = z.infer<typeof mailboxAnswer>;

/** What the server says, by name. */
export type ServerSays = { [Name in keyof typeof serverMessages]: (message: z.infer<(typeof serverMessages)[Name]>) => void };
type Acknowledgement = { ok: true } | { ok: false; problem?: { code?: string } };
/** What this page says, by name; each is answered. */
export type ClientSays = {
  [Name in keyof typeof clientMessages]: (message: z.input<(typeof clientMessages)[Name]>, answer: (said: Acknowledgement) => void) => void;
};
export type Raised = z.infer<(typeof serverMessages)['alarm.raised']>;
export type TaskChanged = z.infer<(typeof serverMessages)['task.changed']>;
export type WhistleBell = z.infer<(typeof serverMessages)['whistle.changed']>;
