import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import { id, orgId } from '#contracts/ids.js';
import type { Task, TimelineEntry } from '#contracts/task.js';
import { askPrepared } from '#service-kit/prepared.js';
import { Refused } from '#service-kit/refused.js';
import { inScopeSql } from '#service-kit/scope.js';

/** `GET /api/tasks`: mine, or those of an activation within the caller's scope; 500 at a time, after a cursor (the last task's id). */
export const taskQuery = z.object({
  mine: z.enum(['true', 'false']).default('false'),
  activationId: id.optional(),
  unitId: orgId.optional(),
  orgId: orgId.optional(),
  taskNo: z
    .string()
    .regex(/^[OPXYWA]\d{2}-\d{2,3}$/)
    .optional(),
  state: z.enum(['open', 'closed', 'overdue', 'escalated', 'unfilled']).optional(),
  cursor: id.optional(),
});
export type TaskQuery = z.infer<typeof taskQuery>;

const pageSize = 500;

const columns = `
  t.id, r.cause, t.activation_id AS "activationId", r.incident_title AS "incidentTitle", t.unit_id AS "unitId", t.task_no AS "taskNo", b.title,
  b.title_en AS "titleEn", b.composed->>'what' AS what, b.composed->>'whatEn' AS "whatEn", b.composed->>'level' AS level, t.org_id AS "orgId",
  coalesce(o.name, t.org_id) AS "orgName", t.post_id AS "postId", coalesce(p.name, t.post_id) AS "postName",
  coalesce(p.name_en, t.post_id) AS "postNameEn", h.name AS "personName", t.unfilled, t.exercise, t.state, b.starts,
  coalesce(b.composed->'evidenceKinds', '[]'::jsonb) AS "evidenceKinds", t.issued_at AS "issuedAt", t.started_at AS "startedAt",
  t.acknowledge_due_at AS "acknowledgeDueAt", t.done_due_at AS "doneDueAt", t.acknowledged_at AS "acknowledgedAt",
  t.arrived_at AS "arrivedAt", CASE WHEN t.state = 'done' THEN t.closed_at END AS "doneAt", t.closed_at AS "closedAt",
  t.escalated_at AS "escalatedAt", t.note,
  CASE WHEN b.need IS NOT NULL THEN jsonb_build_object('count', b.need, 'of', (
    SELECT count(*) FROM dispatch.task m WHERE m.activation_id = t.activation_id AND m.unit_id = t.unit_id AND m.task_no = t.task_no)) END AS need,
  t.arrive_due_at AS "arriveDueAt", t.arrived_position AS "arrivedPosition", t.feedback_due_at AS "feedbackDueAt", t.noted_at AS "lastNotedAt",
  t.check_in_due_at AS "checkInDueAt", t.checked_in_at AS "checkedInAt", t.on_behalf AS "acknowledgedOnBehalf",
  t.arrived_accuracy_metres AS "arrivedAccuracyMetres", t.without_position AS "withoutPosition", t.last_note AS "lastNote", t.notes, t.count,
  t.cancel_reason AS "cancelReason"`;

const joins = `
  FROM dispatch.task t
  JOIN dispatch.response r ON r.activation_id = t.activation_id AND r.unit_id = t.unit_id
  JOIN dispatch.brief b ON b.activation_id = t.activation_id AND b.unit_id = t.unit_id AND b.task_no = t.task_no
  LEFT JOIN directory_read.org o ON o.id = t.org_id
  LEFT JOIN directory_read.post p ON p.id = t.post_id
  LEFT JOIN directory_read.person h ON h.id = t.person_id`;

const ownMailbox = `EXISTS (SELECT 1 FROM directory_read.mailbox_access m WHERE m.subject_id = $1 AND m.org_id = t.org_id AND m.post_id = t.post_id)`;
const climbedToMe = `EXISTS (
  SELECT 1 FROM dispatch.escalation e JOIN directory_read.mailbox_access m
    ON m.org_id = e.superior_org_id AND m.post_id = e.superior_post_id AND m.subject_id = $1
  WHERE e.task_id = t.id)`;

/** Which tasks a caller sees: those in the own mailboxes, those that climbed to them, and for overseeing roles those of the own part of the tree. */
function visibleSql(caller: SessionClaims): string {
  const oversees = caller.roles.some((role) => ['operator', 'commander', 'auditor', 'command-point'].includes(role));
  const byScope = oversees ? `OR ${inScopeSql('o.path', '$2')}` : 'OR $2::text IS NULL';
  return `(${ownMailbox} OR ${climbedToMe} ${byScope})`;
}

/** Lists tasks. `now` decides what is overdue. */
export async function listTasks(
  tx: EntityManager,
  caller: SessionClaims,
  query: TaskQuery,
  now: Date,
): Promise<{ tasks: Task[]; next: string | null }> {
  const parameters: unknown[] = [caller.sub, caller.orgPath];
  const put = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [query.mine === 'true' ? `${ownMailbox} AND $2::text IS NOT NULL` : visibleSql(caller)];
  if (query.activationId) conditions.push(`t.activation_id = ${put(query.activationId)}`);
  if (query.unitId) conditions.push(`t.unit_id = ${put(query.unitId)}`);
  if (query.orgId) conditions.push(`t.org_id = ${put(query.orgId)}`);
  if (query.taskNo) conditions.push(`t.task_no = ${put(query.taskNo)}`);
  if (query.cursor) conditions.push(`t.id > ${put(query.cursor)}`);
  if (query.state === 'open') conditions.push(`t.closed_at IS NULL`);
  if (query.state === 'closed') conditions.push(`t.closed_at IS NOT NULL`);
  if (query.state === 'unfilled') conditions.push(`t.unfilled`);
  if (query.state === 'escalated') conditions.push(`t.rung > 0`);
  if (query.state === 'overdue') {
    const at = put(now);
    conditions.push(`t.closed_at IS NULL AND ((t.state = 'issued' AND t.acknowledge_due_at <= ${at}) OR t.done_due_at <= ${at}
      OR (t.arrived_at IS NULL AND t.arrive_due_at <= ${at}) OR t.feedback_due_at <= ${at} OR t.check_in_due_at <= ${at})`);
  }
  const tasks = (await tx.query(
    `SELECT ${columns} ${joins} WHERE ${conditions.join(' AND ')} ORDER BY t.id LIMIT ${pageSize + 1}`,
    parameters,
  )) as Task[];
  const page = tasks.slice(0, pageSize);
  return { tasks: page, next: tasks.length > pageSize ? page[page.length - 1]!.id : null };
}

/** One task that the caller may see; missing and foreign answer alike. */
export async function readTask(tx: EntityManager, caller: SessionClaims, taskId: string): Promise<Task> {
  const [task] = (await tx.query(`SELECT ${columns} ${joins} WHERE t.id = $3 AND ${visibleSql(caller)}`, [
    caller.sub,
    caller.orgPath,
    taskId,
  ])) as Task[];
  if (!task) throw new Refused('not-found');
  return task;
}

/** The task that the caller has just tapped and holds the lock of: nobody needs to be asked again whether it is theirs. */
export async function readTappedTask(tx: EntityManager, taskId: string): Promise<Task> {
  const [task] = await askPrepared<Task>(tx, `SELECT ${columns} ${joins} WHERE t.id = $1`, [taskId]);
  return task!;
}

/** All tasks of a cause that the caller may read, in the order of their ids. */
export async function readTasksOf(tx: EntityManager, causeId: string): Promise<Task[]> {
  return (await tx.query(`SELECT ${columns} ${joins} WHERE t.activation_id = $1 ORDER BY t.id`, [causeId])) as Task[];
}

/** The story of a task, oldest first, with the names of those who did something, and the words of those who telephoned, looked up now. */
export async function readTaskTimeline(tx: EntityManager, taskId: string): Promise<TimelineEntry[]> {
  return (await tx.query(
    `SELECT l.at, l.what, l.correlation_id AS "correlationId",
            CASE WHEN s.id IS NULL THEN l.facts
                 ELSE l.facts || jsonb_build_object('onBehalf', jsonb_build_object('channel', s.channel, 'speaker', s.speaker, 'words', s.words)) END AS facts,
            jsonb_build_object('kind', l.actor_kind, 'id', l.actor_id, 'name', coalesce(a.name, '')) AS by
     FROM dispatch.timeline l LEFT JOIN directory_read.actor a ON a.id::text = l.actor_id
     LEFT JOIN dispatch.on_behalf s ON s.task_id = l.task_id AND s.id::text = l.facts->>'onBehalf'
     WHERE l.task_id = $1 ORDER BY l.id`,
    [taskId],
  )) as TimelineEntry[];
}

/** What the task says and which plans asked for it: the frozen composition of its unit. Null where no plan did. */
export async function readBrief(tx: EntityManager, taskId: string): Promise<unknown> {
  const [brief] = (await tx.query(
    `SELECT CASE WHEN r.cause = 'activation' THEN b.composed END AS composed FROM dispatch.task t
     JOIN dispatch.response r ON r.activation_id = t.activation_id AND r.unit_id = t.unit_id
     JOIN dispatch.brief b ON b.activation_id = t.activation_id AND b.unit_id = t.unit_id AND b.task_no = t.task_no WHERE t.id = $1`,
    [taskId],
  )) as [{ composed: unknown }];
  return brief.composed;
}
