import type { Ladder } from '#contracts/ladder.js';
import type { RefusalCode } from '#contracts/problem.js';
import type { WhistleState } from '#contracts/whistle.js';
import type { LegLimits } from '../escalation/ladder.rules.js';
import type { Owed } from '../obligation/obligation.rules.js';
import type { Tap } from '../task/task.rules.js';
import type { CallingWhistle } from './whistle-call.rules.js';
import { endedStates } from './whistle.rules.js';

/**
 * What a town owes in a whistle: to check what the lead says is done, and close the whistle or send it back; to answer a department that offered
 * itself.
 */
export type TownTask = 'check' | 'answer';

/** Who does it: the town's whistle officer 吹哨专员. */
const townPost = 'town-whistle-officer';

const prefixes: Readonly<Record<TownTask, string>> = { check: 'W02-', answer: 'W03-' };

const titles: Readonly<Record<TownTask, [zh: string, en: string]>> = {
  check: ['核查后关闭', 'Check and close'],
  answer: ['部门主动发现，采纳还是不采纳', 'A department offers itself: take it up or not'],
};

/** What the numbers of these tasks begin with. */
export function prefixOf(task: TownTask): string {
  return prefixes[task];
}

/** Which task of the town has this number; null: it is a department's call. */
export function townTaskOf(taskNo: string): TownTask | null {
  return (Object.keys(prefixes) as TownTask[]).find((task) => taskNo.startsWith(prefixes[task])) ?? null;
}

/** The town's n-th task of this sort as an obligation, with rungs of the whistle's own ladder, so that neither is forgotten. */
export function owedByTown(whistle: CallingWhistle, task: TownTask, { taskId, nth }: { taskId: string; nth: number }, at: Date): Owed {
  const what = `${whistle.needed}\n${whistle.place}`;
  const [title, titleEn] = titles[task];
  return {
    taskNo: `${prefixes[task]}${String(nth).padStart(2, '0')}`,
    title: `${title}：${whistle.title}`,
    titleEn: `${titleEn}: ${whistle.title}`,
    what,
    whatEn: what,
    evidenceKinds: [],
    need: null,
    ...termsOf(whistle, task),
    recipients: [{ taskId, orgId: `${whistle.unitId}:town-centre`, postId: townPost }],
    startsAt: at,
  };
}

/** A check has the hours of the rules; an answer the time in which a department would have to acknowledge, then to arrive. */
function termsOf({ rules, kind, limits }: CallingWhistle, task: TownTask): { limits: LegLimits; ladder: Ladder } {
  const { ladder } = rules.kinds[kind];
  const finish = ladder.filter(({ leg }) => leg === 'finish');
  if (task === 'check') return { limits: { finish: { value: rules.scores.townCheckHours, unit: 'hours' } }, ladder: finish };
  return {
    limits: { acknowledge: limits.acknowledge, finish: limits.arrive },
    ladder: [...ladder.filter(({ leg }) => leg === 'acknowledge'), ...finish],
  };
}

/** What is refused of the taps on these tasks: an act on the whistle ends them, and nothing else. Null: the task's own table decides. */
export function refusalOfTownTap(state: WhistleState, task: TownTask, tap: Tap): RefusalCode | null {
  if (endedStates.includes(state)) return 'whistle-not-open';
  if (tap !== 'arrive' && tap !== 'finish') return null;
  return task === 'check' ? 'close-the-whistle' : 'answer-the-offer';
}
