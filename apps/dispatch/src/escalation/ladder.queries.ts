import type { EntityManager } from 'typeorm';
import type { ResponseLevel } from '#contracts/scales.js';
import type { Cause } from '#contracts/task.js';
import { limitsOf } from '../task/clock.rules.js';
import type { ClimbableTask, ClimbedRung } from './ladder.rules.js';

/** A task with its clocks and ladder, and what is said of it to those who are told. */
export type LadderTask = ClimbableTask & {
  taskId: string;
  cause: Cause;
  activationId: string;
  unitId: string;
  incidentTitle: string;
  level: ResponseLevel | null;
  exercise: boolean;
  title: string;
  titleEn: string;
  orgId: string;
  postId: string;
};

type TaskRow = Omit<LadderTask, keyof Brief | 'limits' | 'climbed'> & { taskNo: string };
type Brief = Pick<LadderTask, 'cause' | 'incidentTitle' | 'level' | 'title' | 'titleEn' | 'limits' | 'ladder'>;
type BriefRow = Brief & { activationId: string; unitId: string; taskNo: string; acknowledgeMinutes: number; doneMinutes: number };

/** The clocks and ladders of these tasks with the rungs climbed so far, by cause, unit and id. The caller holds their rows. */
export async function readLadders(tx: EntityManager, taskIds: readonly string[]): Promise<LadderTask[]> {
  if (taskIds.length === 0) return [];
  const rows = (await tx.query(
    `SELECT t.id AS "taskId", t.activation_id AS "activationId", t.unit_id AS "unitId", t.task_no AS "taskNo", t.exercise, t.org_id AS "orgId",
            t.post_id AS "postId", t.state, t.started_at AS "startedAt", t.acknowledge_due_at AS "acknowledgeDueAt", t.arrive_due_at AS "arriveDueAt",
            t.feedback_due_at AS "feedbackDueAt", t.done_due_at AS "doneDueAt", t.check_in_due_at AS "checkInDueAt", t.arrived_at AS "arrivedAt",
            t.noted_at AS "notedAt", t.checked_in_at AS "checkedInAt"
     FROM dispatch.task t WHERE t.id = ANY($1::uuid[]) ORDER BY t.activation_id, t.unit_id, t.id`,
    [taskIds],
  )) as TaskRow[];
  const briefs = await readBriefs(tx, rows);
  const climbed = await readClimbed(tx, taskIds);
  return rows.map((task) => ({ ...task, ...briefs.get(briefKey(task))!, climbed: climbed.get(task.taskId) ?? [] }));
}

/** What is common to the tasks of one brief is read once, however many they are. */
async function readBriefs(tx: EntityManager, tasks: readonly TaskRow[]): Promise<Map<string, Brief>> {
  const wanted = [...new Map(tasks.map((task) => [briefKey(task), task])).values()];
  const rows = (await tx.query(
    `SELECT b.activation_id AS "activationId", b.unit_id AS "unitId", b.task_no AS "taskNo", r.cause, r.incident_title AS "incidentTitle", r.level,
            b.title, b.title_en AS "titleEn", b.limits, b.ladder, b.acknowledge_minutes AS "acknowledgeMinutes", b.done_minutes AS "doneMinutes"
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS w(activation_id, unit_id, task_no)
     JOIN dispatch.brief b USING (activation_id, unit_id, task_no)
     JOIN dispatch.response r USING (activation_id, unit_id)`,
    [wanted.map(({ activationId }) => activationId), wanted.map(({ unitId }) => unitId), wanted.map(({ taskNo }) => taskNo)],
  )) as BriefRow[];
  return new Map(
    rows.map((row) => {
      const { cause, incidentTitle, level, title, titleEn, ladder } = row;
      return [briefKey(row), { cause, incidentTitle, level, title, titleEn, ladder, limits: limitsOf(row) }];
    }),
  );
}

function briefKey({ activationId, unitId, taskNo }: { activationId: string; unitId: string; taskNo: string }): string {
  return `${activationId}|${unitId}|${taskNo}`;
}

async function readClimbed(tx: EntityManager, taskIds: readonly string[]): Promise<Map<string, ClimbedRung[]>> {
  const rows = (await tx.query(
    'SELECT task_id AS "taskId", leg, due_at AS "dueAt", rung, at FROM dispatch.escalation WHERE task_id = ANY($1::uuid[])',
    [taskIds],
  )) as (ClimbedRung & { taskId: string })[];
  const climbed = new Map<string, ClimbedRung[]>();
  for (const { taskId, ...rung } of rows) climbed.set(taskId, [...(climbed.get(taskId) ?? []), rung]);
  return climbed;
}

/** Says for each of these tasks when its ladder is looked at next; null: never. */
export async function setNextRungs(tx: EntityManager, next: readonly { taskId: string; at: Date | null }[]): Promise<void> {
  await tx.query(
    `UPDATE dispatch.task t SET next_rung_at = n.at FROM unnest($1::uuid[], $2::timestamptz[]) AS n(id, at)
     WHERE t.id = n.id AND t.next_rung_at IS DISTINCT FROM n.at`,
    [next.map(({ taskId }) => taskId), next.map(({ at }) => at)],
  );
}
