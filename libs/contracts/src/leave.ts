import { z } from 'zod';
import { id, moment, orgId, requestId } from './ids.js';
import { words } from './text.js';

/** A person is away between two moments: whoever stands in gets what would have come to them. */
export const noteLeave = z.object({ requestId, personId: id, from: moment, until: moment, reason: words(200, 0).default('') });
export type NoteLeave = z.infer<typeof noteLeave>;
export const withdrawLeave = z.object({ requestId });

export const leave = z.object({ id, personId: id, personName: z.string(), from: moment, until: moment, reason: z.string() });
export type WithdrawLeave = z.infer<typeof withdrawLeave>;
export type Leave = z.infer<typeof leave>;
/** `GET /api/leaves?orgId=`: leaves of the people at and below the org that are running or to come. */
export const leaveQuery = z.object({ orgId });
export const leavesAnswer = z.object({ leaves: z.array(leave) });
export type LeavesAnswer = z.infer<typeof leavesAnswer>;
