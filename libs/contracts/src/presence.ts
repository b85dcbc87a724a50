import { z } from 'zod';
import { moment, orgId } from './ids.js';

/** How many of a unit's command points have a desk connected. Points at city level are counted under the city. */
const unitPresence = z.object({ unitId: orgId, commandPoints: z.number().int(), online: z.number().int() });

/** `GET /api/presence`: which command points have their desk connected, within the caller's scope. */
export const presence = z.object({
  at: moment,
  /** False while the other nodes cannot be asked: then only the desks of the node that answers are known, and there may be more. */
  whole: z.boolean(),
  nodes: z.array(z.object({ node: z.string(), desks: z.number().int() })),
  units: z.array(unitPresence),
  /** Command points without a desk, 500 at most: who is called by telephone before a warning comes. */
  offline: z.array(z.object({ orgId, orgName: z.string(), unitId: orgId })),
});
export type Presence = z.infer<typeof presence>;

/** `GET /api/presence/departments`: the departments that have anybody connected, at the desk or on a phone: what a town wants to know before it blows. */
export const departmentPresence = presence.pick({ at: true, whole: true }).extend({ connected: z.array(orgId) });
export type DepartmentPresence = z.infer<typeof departmentPresence>;
