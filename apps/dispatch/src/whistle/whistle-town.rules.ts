import type { RefusalCode } from '#contracts/problem.js';
import type { WhistleState } from '#contracts/whistle.js';
import type { Owed } from '../obligation/obligation.rules.js';
import type { Tap } from '../task/task.rules.js';
import { causeTitleOf } from './whistle-call.rules.js';
import type { CallingWhistle } from './whistle-call.rules.js';
import { endedStates } from './whistle.rules.js';

/** Who checks for a town what a lead says is done: its whistle officer 吹哨专员. */
const checkingPost = 'town-whistle-officer';

/** Whether a task of a whistle is the town's check, not a department's call. */
export function isCheck(taskNo: string): boolean {
  return taskNo.startsWith('W02-');
}

/**
 * What the town owes when the lead has finished: to look, and to close the whistle or send it back. It has the hours of the rules, and the finish
 * rungs of the whistle's own ladder, so that a finished whistle is not forgotten either.
 */
export function owedCheck(whistle: CallingWhistle, check: { taskId: string; nth: number }, at: Date): Owed {
  const what = `${whistle.needed}\n${whistle.place}`;
  return {
    cause: 'whistle',
    causeId: whistle.id,
    causeTitle: causeTitleOf(whistle),
    unitId: whistle.unitId,
    exercise: whistle.exercise,
    taskNo: `W02-${String(check.nth).padStart(2, '0')}`,
    title: `核查后关闭：${whistle.title}`,
    titleEn: `Check and close: ${whistle.title}`,
    what,
    whatEn: what,
    evidenceKinds: [],
    need: null,
    limits: { finish: { value: whistle.rules.scores.townCheckHours, unit: 'hours' } },
    ladder: whistle.rules.kinds[whistle.kind].ladder.filter(({ leg }) => leg === 'finish'),
    recipients: [{ taskId: check.taskId, orgId: `${whistle.unitId}:town-centre`, postId: checkingPost }],
    startsAt: at,
  };
}

/** What is refused of the taps on a check: closing the whistle ends it, and nothing else. Null: the task's own table decides. */
export function refusalOfCheckTap(state: WhistleState, tap: Tap): RefusalCode | null {
  if (endedStates.includes(state)) return 'whistle-not-open';
  return tap === 'arrive' || tap === 'finish' ? 'close-the-whistle' : null;
}
