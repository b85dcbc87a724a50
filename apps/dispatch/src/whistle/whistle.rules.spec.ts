import type { WhistleAct, WhistleQuestion, WhistleState } from '#contracts/whistle.js';
import { whistleActs, whistleQuestions, whistleStates } from '#contracts/whistle.js';
import type { CallFacts, Side, Standing } from './whistle.rules.js';
import { actsOf, refusalOf } from './whistle.rules.js';

const now = new Date('2026-11-23T08:00:00+08:00');
const before = new Date('2026-11-23T08:10:00+08:00');

const aCall = (overrides: Partial<CallFacts> = {}): CallFacts => ({
  taskId: 't1',
  orgId: 'water-affairs-bureau',
  role: 'lead',
  responsible: true,
  replacing: false,
  tookOver: false,
  replaced: false,
  returned: false,
  over: false,
  mayReturnUntil: before,
  taskState: 'issued',
  arrived: false,
  ...overrides,
});

/** A whistle in some state, seen from a side. The department's call is the lead's unless told otherwise. */
const standing = (
  side: Side | null,
  state: WhistleState,
  {
    question = null,
    own = aCall(),
    ...whistle
  }: { question?: WhistleQuestion | null; own?: CallFacts | null } & Partial<Standing['whistle']> = {},
): Standing => ({
  whistle: { kind: 'everyday', state, question, mayBeReturned: true, ruled: false, returns: 0, ...whistle },
  calls: own ? [own] : [],
  side,
  own: side === 'called' ? own : null,
  now,
});

/** What each act answers in each state to the side that it belongs to, while no question is open. Columns: offered, blown, acknowledged, on-scene, finished. */
const working = ['offer-not-taken', null, null, null, 'whistle-finished'] as const;
const expected: Record<WhistleAct, { side: Side; open: readonly (string | null)[]; others: string }> = {
  'accept-offer': { side: 'town', open: [null, 'not-offered', 'not-offered', 'not-offered', 'not-offered'], others: 'only-the-town' },
  'refuse-offer': { side: 'town', open: [null, 'not-offered', 'not-offered', 'not-offered', 'not-offered'], others: 'only-the-town' },
  return: { side: 'called', open: working, others: 'only-the-called' },
  dispute: {
    side: 'town',
    open: ['offer-not-taken', 'nothing-returned', 'nothing-returned', 'nothing-returned', 'whistle-finished'],
    others: 'only-the-town',
  },
  yield: {
    side: 'called',
    open: ['offer-not-taken', 'nothing-returned', 'nothing-returned', 'nothing-returned', 'whistle-finished'],
    others: 'only-the-called',
  },
  'ask-reassign': { side: 'called', open: working, others: 'only-the-called' },
  reassign: { side: 'town', open: working, others: 'only-the-town' },
  'add-assist': { side: 'town', open: working, others: 'only-the-town' },
  rule: {
    side: 'city',
    open: ['offer-not-taken', 'no-ruling-asked', 'no-ruling-asked', 'no-ruling-asked', 'whistle-finished'],
    others: 'only-the-city-centre',
  },
  'send-back': {
    side: 'town',
    open: ['offer-not-taken', 'whistle-not-finished', 'whistle-not-finished', 'whistle-not-finished', null],
    others: 'only-the-town',
  },
  close: {
    side: 'town',
    open: ['offer-not-taken', 'whistle-not-finished', 'whistle-not-finished', 'whistle-not-finished', null],
    others: 'only-the-town',
  },
  withdraw: { side: 'town', open: working, others: 'only-the-town' },
  raise: { side: 'town', open: working, others: 'only-the-town' },
};
const openColumns: WhistleState[] = ['offered', 'blown', 'acknowledged', 'on-scene', 'finished'];
const endColumns: WhistleState[] = ['closed', 'withdrawn', 'refused'];

describe('who may do what to a whistle', () => {
  it('has every act and every state in its table of expectations', () => {
    expect(Object.keys(expected).sort()).toEqual([...whistleActs].sort());
    expect([...openColumns, ...endColumns].sort()).toEqual([...whistleStates].sort());
  });

  it.each(whistleActs)('%s: by its own side, in each state', (act) => {
    const { side, open } = expected[act];
    expect(openColumns.map((state) => refusalOf(standing(side, state), act))).toEqual(open);
    expect(endColumns.map((state) => refusalOf(standing(side, state), act))).toEqual(Array(3).fill('whistle-not-open'));
  });

  it.each(whistleActs)('%s: by nobody else, in no state', (act) => {
    const { side, others } = expected[act];
    const strangers = ([null, 'town', 'called', 'city'] as const).filter(
      (each) => each !== side && !(['reassign', 'raise'].includes(act) && each === 'city'),
    );
    for (const state of whistleStates) {
      for (const stranger of strangers)
        expect([state, stranger, refusalOf(standing(stranger, state), act)]).toEqual([state, stranger, others]);
    }
  });

  it('lets the city centre reassign and raise as the town may, but nothing above an emergency', () => {
    expect(refusalOf(standing('city', 'acknowledged'), 'raise')).toBeNull();
    expect(refusalOf(standing('town', 'acknowledged', { kind: 'emergency' }), 'raise')).toBe('not-a-raise');
    expect(refusalOf(standing('city', 'acknowledged'), 'reassign')).toBeNull();
  });

  /** Columns: none, returned, disputed, ruling. */
  const underQuestion: [Side, WhistleAct, (string | null)[]][] = [
    ['town', 'dispute', ['nothing-returned', null, 'disputed-before', 'before-the-city']],
    ['called', 'yield', ['nothing-returned', null, null, 'before-the-city']],
    ['called', 'ask-reassign', [null, null, null, 'before-the-city']],
    ['town', 'reassign', [null, null, null, 'before-the-city']],
    ['city', 'reassign', [null, null, null, 'before-the-city']],
    ['city', 'rule', ['no-ruling-asked', 'no-ruling-asked', 'no-ruling-asked', null]],
    ['town', 'add-assist', [null, null, null, null]],
    ['town', 'withdraw', [null, null, null, null]],
    ['called', 'return', [null, null, null, null]],
  ];
  it.each(underQuestion)('%s %s under each question, in every state of work', (side, act, answers) => {
    for (const state of ['blown', 'acknowledged', 'on-scene'] as const) {
      const given = [null, ...whistleQuestions].map((question) => refusalOf(standing(side, state, { question }), act));
      expect([state, ...given]).toEqual([state, ...answers]);
    }
  });

  it('shows a page what the service will answer', () => {
    const one = standing('called', 'acknowledged');
    expect(actsOf(one)).toEqual(whistleActs.map((act) => ({ act, refusal: refusalOf(one, act) })));
  });
});

describe('returning', () => {
  const cases: [string, Standing, string | null][] = [
    ['within its time', standing('called', 'blown'), null],
    ['at the last moment', standing('called', 'blown', { own: aCall({ mayReturnUntil: now }) }), null],
    ['a moment later', standing('called', 'blown', { own: aCall({ mayReturnUntil: new Date(now.getTime() - 1) }) }), 'return-too-late'],
    [
      'an emergency',
      standing('called', 'blown', { mayBeReturned: false, own: aCall({ mayReturnUntil: null }) }),
      'emergency-not-returnable',
    ],
    ['after the ruling', standing('called', 'blown', { ruled: true }), 'ruled-finally'],
    ['twice', standing('called', 'blown', { own: aCall({ returned: true }) }), 'returned-before'],
    ['by an assisting department', standing('called', 'on-scene', { own: aCall({ role: 'assist', responsible: false }) }), null],
    [
      'by one that was replaced',
      standing('called', 'blown', { own: aCall({ responsible: false, replaced: true, over: true }) }),
      'call-over',
    ],
  ];
  it.each(cases)('%s', (_what, one, refusal) => expect(refusalOf(one, 'return')).toBe(refusal));

  it('is spent once per department, also when it is called again', () => {
    const first = aCall({ taskId: 't0', responsible: false, returned: true, replaced: true, over: true });
    const again = aCall();
    expect(refusalOf({ ...standing('called', 'blown'), calls: [first, again], own: again }, 'return')).toBe('returned-before');
  });
});

describe('the responsible department alone', () => {
  const assisting = aCall({ role: 'assist', responsible: false });
  it.each(['yield', 'ask-reassign'] as const)('may %s', (act) => {
    expect(refusalOf(standing('called', 'acknowledged', { question: 'returned' }), act)).toBeNull();
    expect(refusalOf(standing('called', 'acknowledged', { question: 'returned', own: assisting }), act)).toBe('only-the-responsible');
  });

  it('may ask for nothing and be given to nobody after the ruling', () => {
    expect(refusalOf(standing('called', 'acknowledged', { ruled: true }), 'ask-reassign')).toBe('ruled-finally');
    expect(refusalOf(standing('town', 'acknowledged', { ruled: true }), 'reassign')).toBe('ruled-finally');
  });
});
