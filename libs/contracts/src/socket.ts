import { z } from 'zod';
import { id, moment, orgId } from './ids.js';
import { deliveryMark, mailbox, mailboxRow, progress } from './mailbox.js';
import { taskState } from './task.js';

/** What a client says when it connects (`auth` of the handshake): its token and its cursors, `{mailboxId: highest contiguous seq}`. */
export const handshake = z.object({
  accessToken: z.string().min(20).max(4000),
  cursors: z.record(z.string().regex(/^\d{1,15}$/), z.number().int().min(0)).default({}),
});

/** Client → server. Each is answered by an acknowledgement `{ok: true}` or `{ok: false, problem}`. */
export const clientMessages = {
  'delivery.mark': deliveryMark,
  'delivery.hear': deliveryMark,
  'session.renew': z.object({ accessToken: z.string().min(20).max(4000) }),
  'progress.watch': z.object({ activationId: id }),
  'progress.unwatch': z.object({ activationId: id }),
} as const;
export type ClientMessage = keyof typeof clientMessages;

/** Server → client. */
export const serverMessages = {
  /** After sign-in and whenever the mailboxes of this session change. */
  'session.ready': z.object({ mailboxes: z.array(mailbox), serverTime: moment }),
  'mailbox.rows': z.object({ rows: z.array(mailboxRow) }),
  /** Every 5 s: the heads of the session's mailboxes, `{mailboxId: head}`; a client that is behind pulls `GET /api/mailbox`. */
  'mailbox.head': z.object({ heads: z.record(z.string(), z.number().int()), serverTime: moment }),
  /** A task in one of the session's mailboxes changed, by whoever tapped. */
  'task.changed': z.object({ taskId: id, state: taskState, at: moment }),
  'progress.changed': progress,
  /** A whistle that this session shares changed: look again. */
  'whistle.changed': z.object({ whistleId: id, what: z.string(), at: moment }),
  /** Something a console must notice: issued 0 of N after 5 s, a dead letter, a missing part. */
  'alarm.raised': z.object({
    code: z.string(),
    activationId: id.nullable(),
    unitId: orgId.nullable(),
    facts: z.record(z.string(), z.unknown()),
    at: moment,
  }),
  /** No more data follows: the token expired or was revoked. The page says so loudly. */
  'session.ended': z.object({ code: z.enum(['expired', 'revoked']) }),
} as const;
export type ServerMessage = keyof typeof serverMessages;
