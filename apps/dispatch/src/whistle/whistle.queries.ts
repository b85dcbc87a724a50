import type { EntityManager } from 'typeorm';
import type { Point } from '#contracts/ids.js';
import type { WhistleKind } from '#contracts/matter.js';
import type { KindLimits, WhistleRules } from '#contracts/whistle-rules.js';
import type { ReturnCode, WhistleQuestion, WhistleState } from '#contracts/whistle.js';
import { askPrepared } from '#service-kit/prepared.js';
import type { CallFacts } from './whistle.rules.js';

/** A whistle as it stands in its table. */
export type WhistleRow = {
  id: string;
  number: string;
  kind: WhistleKind;
  state: WhistleState;
  question: WhistleQuestion | null;
  exercise: boolean;
  unitId: string;
  unitName: string;
  matterId: string;
  title: string;
  needed: string;
  place: string;
  position: Point | null;
  incidentId: string | null;
  gridReportId: string | null;
  offeredByOrgId: string | null;
  rulesVersion: number;
  rules: WhistleRules;
  limits: KindLimits;
  madeByKind: 'person' | 'command-point';
  madeBy: string;
  blownAt: Date | null;
  acknowledgedAt: Date | null;
  onSceneAt: Date | null;
  firstFeedbackAt: Date | null;
  finishedAt: Date | null;
  closeDueAt: Date | null;
  returns: number;
  rulingDueAt: Date | null;
  ruledAt: Date | null;
};

/** A call with what its task says of it. */
export type CallRow = CallFacts & {
  taskNo: string;
  postId: string;
  returnCode: ReturnCode | null;
  notes: number;
  finishDueAt: Date | null;
};

const whistleColumns = `
  w.id, w.number, w.kind, w.state, w.question, w.exercise, w.unit_id AS "unitId", coalesce(u.name, w.unit_id) AS "unitName",
  w.matter_id AS "matterId", w.title, w.needed, w.place, w.position, w.incident_id AS "incidentId", w.grid_report_id AS "gridReportId",
  w.offered_by_org_id AS "offeredByOrgId", w.rules_version AS "rulesVersion", v.rules, w.limits, w.made_by_kind AS "madeByKind",
  w.made_by AS "madeBy", w.blown_at AS "blownAt", w.acknowledged_at AS "acknowledgedAt", w.on_scene_at AS "onSceneAt",
  w.first_feedback_at AS "firstFeedbackAt", w.finished_at AS "finishedAt", w.close_due_at AS "closeDueAt", w.returns,
  w.ruling_due_at AS "rulingDueAt", w.ruled_at AS "ruledAt"`;

/** Locks a whistle and reads it; null where there is none. Everything that happens to a whistle or its calls begins here. */
export async function lockWhistle(tx: EntityManager, whistleId: string): Promise<WhistleRow | null> {
  const [row] = await askPrepared<WhistleRow>(
    tx,
    `SELECT ${whistleColumns} FROM dispatch.whistle w
     JOIN dispatch.whistle_rules v ON v.version = w.rules_version
     LEFT JOIN directory_read.org u ON u.id = w.unit_id
     WHERE w.id = $1 FOR UPDATE OF w`,
    [whistleId],
  );
  return row ?? null;
}

/**
 * All calls of a whistle, oldest first. Under the lock of the whistle their states stand still. Who is about to change several of them locks
 * their tasks with `lock`, before anything is said: a sweep that climbs their ladders holds tasks while it waits to say so.
 */
export async function readCalls(tx: EntityManager, whistleId: string, lock?: 'lock'): Promise<CallRow[]> {
  return askPrepared<CallRow>(
    tx,
    `SELECT c.task_id AS "taskId", t.task_no AS "taskNo", t.post_id AS "postId", c.org_id AS "orgId", c.role, c.responsible, c.replacing, c.took_over_at IS NOT NULL AS "tookOver",
            c.replaced_at IS NOT NULL AS replaced, c.returned_at IS NOT NULL AS returned,
            c.replaced_at IS NOT NULL OR t.state IN ('declined', 'cancelled') AS over, c.may_return_until AS "mayReturnUntil",
            t.state AS "taskState", t.arrived_at IS NOT NULL AS arrived, c.return_code AS "returnCode", t.notes, t.done_due_at AS "finishDueAt"
     FROM dispatch.whistle_call c JOIN dispatch.task t ON t.id = c.task_id
     WHERE c.whistle_id = $1 ORDER BY c.called_at, t.task_no ${lock ? 'FOR UPDATE OF t' : ''}`,
    [whistleId],
  );
}
