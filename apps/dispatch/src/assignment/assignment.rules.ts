import type { AssignmentDetail, GiveAssignment } from '#contracts/assignment.js';
import type { Ladder } from '#contracts/ladder.js';
import type { Limit } from '#contracts/limit.js';
import type { FieldProblem, RefusalCode } from '#contracts/problem.js';
import type { LegLimits } from '../escalation/ladder.rules.js';
import type { Owed } from '../obligation/obligation.rules.js';
import type { Target } from './recipient.rules.js';

/** The number of the one brief that an assignment has. */
export const assignmentTaskNo = 'A01-01';

export type AssignmentState = AssignmentDetail['state'];

/** What the caller named that lies outside of it: null where there is none, or none in scope. */
export type Named = {
  incident: { exercise: boolean; unitIds: readonly string[] } | null;
  /** The prerequisites in the caller's scope. */
  after: readonly { id: string; state: AssignmentState; exercise: boolean }[];
};

export type Refusal = { refusal: RefusalCode; fields: FieldProblem[] };

/** Why an assignment cannot be given as it is: its incident, its prerequisites, its numbers. Null: nothing stands against it. */
export function refusalOfGiving(order: GiveAssignment, named: Named, targets: number, city: string): Refusal | null {
  const { incidentId, exercise, unitId, after, need } = order;
  if (incidentId !== null) {
    const { incident } = named;
    if (!incident || (unitId !== city && !incident.unitIds.includes(unitId)))
      return refused('unknown-origin', 'incidentId', '没有这个事件，或不在管辖范围', 'Unknown incident, or outside your scope');
    if (incident.exercise !== exercise)
      return refused('exercise-differs', 'exercise', '演练标记与事件不一致', 'The exercise mark differs from the incident');
  }
  for (const [index, id] of after.entries()) {
    const field = `after.${index}`;
    const needed = named.after.find((each) => each.id === id);
    if (!needed)
      return refused('unknown-assignment', field, '没有这个前置任务，或不在管辖范围', 'Unknown prerequisite, or outside your scope');
    if (needed.exercise !== exercise)
      return refused('exercise-differs', field, '演练标记与前置任务不一致', 'The exercise mark differs from the prerequisite');
    if (needed.state === 'withdrawn' || needed.state === 'unreachable')
      return refused('assignment-ended', field, '这个前置任务已经完不成', 'This prerequisite will not be met');
  }
  if (need !== 'all' && need > targets)
    return refused('need-too-many', 'need', `接收的只有 ${targets} 个`, `There are only ${targets} recipients`);
  return null;
}

/** What is owed, with its limits per leg and the ladder of the city; it waits without clocks until what it needs is met. */
export function owedOf(
  order: GiveAssignment,
  recipients: readonly (Target & { taskId: string })[],
  ladder: Ladder,
  startsAt: Date | null,
): Owed {
  const { title, what, evidenceKinds, need } = order;
  return {
    taskNo: assignmentTaskNo,
    title,
    titleEn: title,
    what,
    whatEn: what,
    evidenceKinds,
    need: need === 'all' ? null : need,
    limits: limitsOfOrder(order),
    ladder,
    recipients,
    startsAt,
  };
}

function limitsOfOrder({ acknowledgeMinutes, arriveMinutes, doneMinutes, checkInMinutes }: GiveAssignment): LegLimits {
  const minutes = (value: number): Limit => ({ value, unit: 'minutes' });
  return {
    acknowledge: minutes(acknowledgeMinutes),
    ...(arriveMinutes === null ? {} : { arrive: minutes(arriveMinutes) }),
    ...(doneMinutes > 0 ? { finish: minutes(doneMinutes) } : {}),
    ...(checkInMinutes === null ? {} : { 'check-in': minutes(checkInMinutes) }),
  };
}

function refused(refusal: RefusalCode, field: string, reason: string, reasonEn: string): Refusal {
  return { refusal, fields: [{ field, reason, reasonEn }] };
}
