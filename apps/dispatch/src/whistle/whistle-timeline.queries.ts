import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { WhistleTimeline } from '#contracts/whistle.js';
import { isCityScope } from '#service-kit/scope.js';
import { readWhistle } from './whistle-view.queries.js';

/** What a department hears of the calls of others: the scene board in words. */
const ofTheScene = ['task.issued', 'task.acknowledged', 'task.arrived', 'task.noted', 'task.done', 'task.declined', 'task.cancelled'];

/** How the town's own tasks begin and end is told by what the department and the town did: the lead has finished, the offer is taken up. */
const toldOtherwise = ['task.issued', 'task.done', 'task.cancelled'];

/**
 * The story of a whistle and its calls, oldest first. The town and the city see all of it; a department its own calls and the whistle, and of
 * the calls of others only who came when and what they said last. Of the town's own tasks it says who was reminded, and whom it climbed to.
 */
export async function readWhistleTimeline(
  tx: EntityManager,
  caller: SessionClaims,
  whistleId: string,
  now: Date,
): Promise<WhistleTimeline> {
  await readWhistle(tx, caller, whistleId, now);
  const all = isCityScope(caller) || caller.unitId !== null;
  const entries = (await tx.query(
    `SELECT l.at, l.what, l.correlation_id AS "correlationId",
            CASE WHEN $2 OR l.task_id IS NULL OR c.org_id = $3 THEN l.facts ELSE jsonb_strip_nulls(jsonb_build_object('note', l.facts->'note')) END
              || CASE WHEN t.id IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('orgId', w.org_id, 'orgName', coalesce(o.name, w.org_id)) END AS facts,
            jsonb_build_object('kind', l.actor_kind, 'id', l.actor_id, 'name', coalesce(a.name, '')) AS by
     FROM dispatch.timeline l
     LEFT JOIN dispatch.whistle_call c ON c.task_id = l.task_id
     LEFT JOIN dispatch.task t ON t.id = l.task_id
     CROSS JOIN LATERAL (SELECT coalesce(c.org_id, t.org_id) AS org_id) w
     LEFT JOIN directory_read.org o ON o.id = w.org_id
     LEFT JOIN directory_read.actor a ON a.id::text = l.actor_id
     WHERE l.activation_id = $1 AND (
       t.id IS NULL
       OR (c.task_id IS NOT NULL AND ($2 OR c.org_id = $3 OR l.what = ANY($4::text[])))
       OR (c.task_id IS NULL AND $2 AND l.actor_kind <> 'service' AND l.what <> ALL($5::text[])))
     ORDER BY l.id`,
    [whistleId, all, caller.orgId, ofTheScene, toldOtherwise],
  )) as WhistleTimeline['entries'];
  return { entries };
}
