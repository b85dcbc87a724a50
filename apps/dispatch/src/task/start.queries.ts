import type { EntityManager } from 'typeorm';
import type { Ladder } from '#contracts/ladder.js';
import type { LegLimits } from '../escalation/ladder.rules.js';
import { clocksFrom, limitsOf, nextRungAt } from './clock.rules.js';

export type StartedRow = {
  id: string;
  exercise: boolean;
  state: string;
  acknowledge_due_at: Date | null;
  done_due_at: Date | null;
  next_rung_at: Date | null;
};

type BriefRow = { taskNo: string; acknowledgeMinutes: number; doneMinutes: number; limits: LegLimits; ladder: Ladder };

const waitingStates = ['issued', 'acknowledged'] as const;

/** Starts the clocks of these tasks of a unit from `at`, all of one brief alike, in one statement; answers those that were waiting. */
export async function startClocks(
  tx: EntityManager,
  activationId: string,
  unitId: string,
  taskNos: readonly string[],
  at: Date,
): Promise<StartedRow[]> {
  const briefs = (await tx.query(
    `SELECT task_no AS "taskNo", acknowledge_minutes AS "acknowledgeMinutes", done_minutes AS "doneMinutes", limits, ladder
     FROM dispatch.brief WHERE activation_id = $1 AND unit_id = $2 AND task_no = ANY($3)`,
    [activationId, unitId, taskNos],
  )) as BriefRow[];
  const clocks = briefs.flatMap((brief) => waitingStates.map((state) => clocksOfBrief(brief, state, at)));
  const column = <Value>(of: (one: ReturnType<typeof clocksOfBrief>) => Value): Value[] => clocks.map(of);
  const [started] = (await tx.query(
    `UPDATE dispatch.task t SET started_at = $3, acknowledge_due_at = c.acknowledge_due_at, arrive_due_at = c.arrive_due_at,
       feedback_due_at = c.feedback_due_at, done_due_at = c.done_due_at, check_in_due_at = c.check_in_due_at, next_rung_at = c.next_rung_at
     FROM unnest($4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[])
       AS c(task_no, state, acknowledge_due_at, arrive_due_at, feedback_due_at, done_due_at, check_in_due_at, next_rung_at)
     WHERE t.activation_id = $1 AND t.unit_id = $2 AND t.task_no = c.task_no AND t.state = c.state AND t.started_at IS NULL
     RETURNING t.id, t.exercise, t.state, t.acknowledge_due_at, t.done_due_at, t.next_rung_at`,
    [
      activationId,
      unitId,
      at,
      column((one) => one.taskNo),
      column((one) => one.state),
      column((one) => one.acknowledgeDueAt),
      column((one) => one.arriveDueAt),
      column((one) => one.feedbackDueAt),
      column((one) => one.doneDueAt),
      column((one) => one.checkInDueAt),
      column((one) => one.nextRungAt),
    ],
  )) as [StartedRow[], number];
  return started;
}

function clocksOfBrief(brief: BriefRow, state: (typeof waitingStates)[number], at: Date) {
  const limits = limitsOf(brief);
  const clocks = clocksFrom(limits, state, at);
  const { taskNo, ladder } = brief;
  return {
    taskNo,
    state,
    ...clocks,
    nextRungAt: nextRungAt({ ...clocks, state, startedAt: at, notedAt: null, checkedInAt: null, limits, ladder, climbed: [] }),
  };
}
