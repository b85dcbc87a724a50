import type { WhistleKind } from '#contracts/matter.js';
import type { RefusalCode } from '#contracts/problem.js';
import type { TaskState } from '#contracts/task.js';
import type { WhistleAct, WhistleQuestion, WhistleState } from '#contracts/whistle.js';
import { whistleActs } from '#contracts/whistle.js';

/** Who somebody is to a whistle: the town that blew it, a department that was called, the city centre. Null: may only read. */
export type Side = 'town' | 'called' | 'city';

/** What of a whistle decides what may be done to it. */
export type WhistleFacts = {
  kind: WhistleKind;
  state: WhistleState;
  question: WhistleQuestion | null;
  mayBeReturned: boolean;
  ruled: boolean;
  returns: number;
};

/** One department's call. `over`: it was replaced, taken back, or ended by a return; its department may only read. */
export type CallFacts = {
  taskId: string;
  orgId: string;
  role: 'lead' | 'assist';
  responsible: boolean;
  replacing: boolean;
  /** It became responsible in the place of another. */
  tookOver: boolean;
  replaced: boolean;
  returned: boolean;
  over: boolean;
  mayReturnUntil: Date | null;
  taskState: TaskState;
  arrived: boolean;
};

/** Everything that an act is decided on. `own` is the call of the caller's department. */
export type Standing = { whistle: WhistleFacts; calls: readonly CallFacts[]; side: Side | null; own: CallFacts | null; now: Date };

type Outcome = 'yes' | RefusalCode;
type ByState = Record<WhistleState, Outcome>;
type ByQuestion = Record<WhistleQuestion | 'none', Outcome>;
type Condition = (standing: Standing) => RefusalCode | null;
type ActRule = { by: readonly Side[]; others: RefusalCode; states: ByState; questions: ByQuestion; conditions: readonly Condition[] };

const ended = { closed: 'whistle-not-open', withdrawn: 'whistle-not-open', refused: 'whistle-not-open' } as const;
const offered: ByState = {
  offered: 'yes',
  blown: 'not-offered',
  acknowledged: 'not-offered',
  'on-scene': 'not-offered',
  finished: 'not-offered',
  ...ended,
};
const atWork: ByState = {
  offered: 'offer-not-taken',
  blown: 'yes',
  acknowledged: 'yes',
  'on-scene': 'yes',
  finished: 'whistle-finished',
  ...ended,
};
const finished: ByState = {
  offered: 'offer-not-taken',
  blown: 'whistle-not-finished',
  acknowledged: 'whistle-not-finished',
  'on-scene': 'whistle-not-finished',
  finished: 'yes',
  ...ended,
};

const always: ByQuestion = { none: 'yes', returned: 'yes', disputed: 'yes', ruling: 'yes' };
const untilTheCity: ByQuestion = { ...always, ruling: 'before-the-city' };

const live: Condition = ({ own }) => (own === null || own.over ? 'call-over' : null);
const responsible: Condition = ({ own }) => (own?.responsible ? null : 'only-the-responsible');
const notRuled: Condition = ({ whistle }) => (whistle.ruled ? 'ruled-finally' : null);
const returnable: Condition = ({ whistle }) => (whistle.mayBeReturned ? null : 'emergency-not-returnable');
const firstReturn: Condition = ({ calls, own }) =>
  calls.some((call) => call.orgId === own?.orgId && call.returned) ? 'returned-before' : null;
const inTime: Condition = ({ own, now }) => (own?.mayReturnUntil && now <= own.mayReturnUntil ? null : 'return-too-late');

const raisable: Condition = ({ whistle }) => (whistle.kind === 'emergency' ? 'not-a-raise' : null);

const town = { by: ['town'], others: 'only-the-town' } as const;
const called = { by: ['called'], others: 'only-the-called' } as const;

/**
 * Who may do which act, in which state, under which open question. The first refusal of the row counts, from left to right; pages show and
 * the service refuses by this one table.
 */
export const actTable: Readonly<Record<WhistleAct, ActRule>> = {
  'accept-offer': { ...town, states: offered, questions: always, conditions: [] },
  'refuse-offer': { ...town, states: offered, questions: always, conditions: [] },
  return: { ...called, states: atWork, questions: always, conditions: [live, returnable, notRuled, firstReturn, inTime] },
  dispute: {
    ...town,
    states: atWork,
    questions: { none: 'nothing-returned', returned: 'yes', disputed: 'disputed-before', ruling: 'before-the-city' },
    conditions: [],
  },
  yield: {
    ...called,
    states: atWork,
    questions: { ...untilTheCity, none: 'nothing-returned' },
    conditions: [live, responsible],
  },
  'ask-reassign': { ...called, states: atWork, questions: untilTheCity, conditions: [live, responsible, notRuled] },
  reassign: { by: ['town', 'city'], others: 'only-the-town', states: atWork, questions: untilTheCity, conditions: [notRuled] },
  'add-assist': { ...town, states: atWork, questions: always, conditions: [] },
  rule: {
    by: ['city'],
    others: 'only-the-city-centre',
    states: atWork,
    questions: { none: 'no-ruling-asked', returned: 'no-ruling-asked', disputed: 'no-ruling-asked', ruling: 'yes' },
    conditions: [],
  },
  'send-back': { ...town, states: finished, questions: always, conditions: [] },
  close: { ...town, states: finished, questions: always, conditions: [] },
  withdraw: { ...town, states: atWork, questions: always, conditions: [] },
  raise: { by: ['town', 'city'], others: 'only-the-town', states: atWork, questions: always, conditions: [raisable] },
};

/** Why an act may not be done now; null: it may. */
export function refusalOf(standing: Standing, act: WhistleAct): RefusalCode | null {
  const rule = actTable[act];
  if (standing.side === null || !rule.by.includes(standing.side)) return rule.others;
  for (const outcome of [rule.states[standing.whistle.state], rule.questions[standing.whistle.question ?? 'none']]) {
    if (outcome !== 'yes') return outcome;
  }
  for (const condition of rule.conditions) {
    const refusal = condition(standing);
    if (refusal) return refusal;
  }
  return null;
}

/** Every act with its refusal, as a page shows it. */
export function actsOf(standing: Standing): { act: WhistleAct; refusal: RefusalCode | null }[] {
  return whistleActs.map((act) => ({ act, refusal: refusalOf(standing, act) }));
}

/** States in which a whistle is open: somebody owes something. */
export const openStates: readonly WhistleState[] = ['blown', 'acknowledged', 'on-scene', 'finished'];

/** States in which a whistle is over for good. */
export const endedStates: readonly WhistleState[] = ['closed', 'withdrawn', 'refused'];
