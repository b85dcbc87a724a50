import type { IssuedTask } from '#contracts/task.js';
import type { Cause } from '#contracts/task.js';
import type { Ladder } from '#contracts/ladder.js';
import { dueAt } from '#work-calendar/due-at.js';
import type { LegLimits } from '../escalation/ladder.rules.js';
import { nextRung } from '../escalation/ladder.rules.js';
import type { Recipient } from '../task/new-task.rules.js';

/** For what something is owed outside a plan: a whistle or an assignment, in the unit that it concerns. */
export type OwedFor = {
  cause: Exclude<Cause, 'activation'>;
  causeId: string;
  causeTitle: string;
  unitId: string;
  exercise: boolean;
};

/** What is owed: one brief and who gets it. `taskNo` is its number under its cause. */
export type Owed = {
  taskNo: string;
  title: string;
  titleEn: string;
  what: string;
  whatEn: string;
  evidenceKinds: readonly string[];
  /** How many recipients must do it; null: every one. */
  need: number | null;
  limits: LegLimits;
  ladder: Ladder;
  /** `personId`: who was asked for by name, instead of whoever is on duty in the post. */
  recipients: readonly { taskId: string; orgId: string; postId: string; personId?: string }[];
  /** From when its clocks run; null while it waits. */
  startsAt: Date | null;
};

/** A task of an obligation, with the clocks that only dispatch knows. */
export type OwedTask = IssuedTask & { personId: string | null; holding: string; nextRungAt: Date | null };

/** The task of each recipient with all its clocks, in their order; nobody on duty makes it unfilled, never absent. */
export function owedTasks(owed: readonly Owed[], recipients: readonly Recipient[]): OwedTask[] {
  const left = [...recipients];
  return owed.flatMap((one) => tasksOf(one, left.splice(0, one.recipients.length)));
}

function tasksOf(owed: Owed, recipients: readonly Recipient[]): OwedTask[] {
  const { limits, ladder, startsAt } = owed;
  const due = (leg: 'acknowledge' | 'arrive' | 'feedback' | 'finish'): Date | null => {
    const limit = limits[leg];
    return startsAt && limit ? dueAt(limit, startsAt) : null;
  };
  const [acknowledgeDueAt, arriveDueAt, feedbackDueAt, doneDueAt] = [due('acknowledge'), due('arrive'), due('feedback'), due('finish')];
  const first = nextRung({
    state: 'issued',
    startedAt: startsAt,
    acknowledgeDueAt,
    arriveDueAt,
    feedbackDueAt,
    doneDueAt,
    checkInDueAt: null,
    notedAt: null,
    checkedInAt: null,
    limits,
    ladder,
    climbed: [],
  });
  return owed.recipients.map(({ taskId, orgId, postId, personId: named }, index) => {
    const found = recipients[index]!;
    const recipient = named ? { ...found, personId: named, holding: 'on-duty' } : found;
    return {
      taskId,
      taskNo: owed.taskNo,
      orgId,
      postId,
      commandPointId: recipient.commandPointId ?? orgId,
      title: owed.title,
      titleEn: owed.titleEn,
      state: 'issued',
      starts: startsAt ? 'atStart' : 'afterTask',
      unfilled: recipient.personId === null,
      personId: recipient.personId,
      holding: recipient.holding,
      startedAt: startsAt?.toISOString() ?? null,
      acknowledgeDueAt: acknowledgeDueAt?.toISOString() ?? null,
      arriveDueAt: arriveDueAt?.toISOString() ?? null,
      feedbackDueAt: feedbackDueAt?.toISOString() ?? null,
      doneDueAt: doneDueAt?.toISOString() ?? null,
      checkInDueAt: null,
      nextRungAt: first?.at ?? null,
    };
  });
}
