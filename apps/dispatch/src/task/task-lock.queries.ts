import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { mayDo } from '#contracts/access.js';
import type { Point } from '#contracts/ids.js';
import type { Arrival, Cause, TaskCancelReason, TaskState } from '#contracts/task.js';
import { askPrepared } from '#service-kit/prepared.js';
import { inScopeSql } from '#service-kit/scope.js';
import type { ClimbableTask, ClimbedRung, LegLimits } from '../escalation/ladder.rules.js';
import { limitsOf } from './clock.rules.js';

/** A task with all that a tap may depend on or change. */
export type TappableTask = ClimbableTask & {
  taskId: string;
  cause: Cause;
  activationId: string;
  unitId: string;
  taskNo: string;
  orgId: string;
  postId: string;
  personId: string | null;
  unfilled: boolean;
  exercise: boolean;
  state: TaskState;
  cancelReason: TaskCancelReason | null;
  acknowledgedAt: Date | null;
  onBehalf: boolean;
  arrivedAt: Date | null;
  arrivedPosition: Point | null;
  arrivedAccuracyMetres: number | null;
  withoutPosition: Arrival['withoutPosition'] | null;
  checkedInPosition: Point | null;
  notes: number;
  lastNote: string;
  note: string;
  count: number | null;
  closedAt: Date | null;
  rung: number;
  escalatedAt: Date | null;
  /** How many recipients must do it; null: every one. */
  need: number | null;
  evidenceKinds: string[];
};

/**
 * By what right a task is tapped: it stands in one's own mailbox · one oversees its org, or the whistling town, and speaks for somebody who
 * called · it is one's own or one oversees its org.
 */
export type Right = 'own' | 'on-behalf' | 'own-or-overseen';

type Row = Omit<TappableTask, 'climbed'> & {
  acknowledgeMinutes: number;
  doneMinutes: number;
  climbed: (Omit<ClimbedRung, 'dueAt' | 'at'> & { dueAt: string; at: string })[];
};

const select = `
  SELECT t.id AS "taskId", r.cause, t.activation_id AS "activationId", t.unit_id AS "unitId", t.task_no AS "taskNo", t.org_id AS "orgId", t.post_id AS "postId",
         t.person_id AS "personId", t.unfilled, t.exercise, t.state, t.cancel_reason AS "cancelReason", t.started_at AS "startedAt",
         t.acknowledge_due_at AS "acknowledgeDueAt", t.arrive_due_at AS "arriveDueAt", t.feedback_due_at AS "feedbackDueAt", t.done_due_at AS "doneDueAt",
         t.check_in_due_at AS "checkInDueAt", t.acknowledged_at AS "acknowledgedAt", t.on_behalf AS "onBehalf", t.arrived_at AS "arrivedAt",
         t.arrived_position AS "arrivedPosition", t.arrived_accuracy_metres AS "arrivedAccuracyMetres", t.without_position AS "withoutPosition",
         t.noted_at AS "notedAt", t.notes, t.last_note AS "lastNote", t.checked_in_at AS "checkedInAt", t.checked_in_position AS "checkedInPosition",
         t.note, t.count, t.closed_at AS "closedAt", t.rung, t.escalated_at AS "escalatedAt", b.need, b.limits, b.ladder,
         b.acknowledge_minutes AS "acknowledgeMinutes", b.done_minutes AS "doneMinutes", coalesce(b.composed->'evidenceKinds', '[]'::jsonb) AS "evidenceKinds",
         (SELECT coalesce(jsonb_agg(jsonb_build_object('leg', e.leg, 'dueAt', e.due_at, 'rung', e.rung, 'at', e.at)), '[]'::jsonb)
          FROM dispatch.escalation e WHERE e.task_id = t.id) AS climbed
  FROM dispatch.task t
  JOIN dispatch.response r ON r.activation_id = t.activation_id AND r.unit_id = t.unit_id
  JOIN dispatch.brief b ON b.activation_id = t.activation_id AND b.unit_id = t.unit_id AND b.task_no = t.task_no`;

const owned = `EXISTS (SELECT 1 FROM directory_read.mailbox_access m WHERE m.subject_id = $2 AND m.org_id = t.org_id AND m.post_id = t.post_id)`;
const orgInScope = `EXISTS (SELECT 1 FROM directory_read.org o WHERE o.id = t.org_id AND ${inScopeSql('o.path', '$3')})`;
const unitInScope = `EXISTS (SELECT 1 FROM directory_read.org u WHERE u.id = t.unit_id AND ${inScopeSql('u.path', '$3')})`;

const rights: Record<Right, string> = {
  own: `${owned} AND $3::text IS NOT NULL`,
  'on-behalf': `$2::uuid IS NOT NULL AND (${orgInScope} OR (r.cause = 'whistle' AND ${unitInScope}))`,
  'own-or-overseen': `(${owned} OR ${orgInScope})`,
};

/** A path that is at or above no org. */
const nowhere = '-';

/**
 * Locks a plan's task that is the caller's own, in one round trip: nothing else is locked before it. Null for any other task, or none: ask
 * `findTask` which.
 */
export async function lockPlanTask(tx: EntityManager, caller: SessionClaims, taskId: string): Promise<TappableTask | null> {
  return ask(
    tx,
    `${select} WHERE t.id = $1 AND ${rights.own} AND r.cause = 'activation' AND b.need IS NULL FOR UPDATE OF t`,
    caller,
    taskId,
  );
}

/** The task without its lock, for who must lock something else first; null where the caller has no right to it. */
export async function findTask(tx: EntityManager, caller: SessionClaims, taskId: string, right: Right): Promise<TappableTask | null> {
  return ask(tx, `${select} WHERE t.id = $1 AND ${rights[right]}`, caller, taskId);
}

/** Locks the task; null where the caller has no right to it, or lost it while somebody else had the lock. */
export async function lockTask(tx: EntityManager, caller: SessionClaims, taskId: string, right: Right): Promise<TappableTask | null> {
  return ask(tx, `${select} WHERE t.id = $1 AND ${rights[right]} FOR UPDATE OF t`, caller, taskId);
}

async function ask(tx: EntityManager, text: string, caller: SessionClaims, taskId: string): Promise<TappableTask | null> {
  const overseen = mayDo(caller.roles, 'task.act-on-behalf') ? caller.orgPath : nowhere;
  const [row] = await askPrepared<Row>(tx, text, [taskId, caller.sub, overseen]);
  if (!row) return null;
  const { acknowledgeMinutes, doneMinutes, limits, climbed, ...task } = row;
  return {
    ...task,
    limits: limitsOf({ acknowledgeMinutes, doneMinutes, limits: limits as LegLimits }),
    climbed: climbed.map(({ dueAt, at, ...rung }) => ({ ...rung, dueAt: new Date(dueAt), at: new Date(at) })),
  };
}
