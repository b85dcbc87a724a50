import type { Whistle, WhistleAct } from '#contracts/whistle.js';
import type { TownManner } from './manner.rules.js';
import type { PlannedWhistle } from './night-plan.rules.js';
import { decideForTown } from './town-decision.rules.js';

const plan = (town: Partial<TownManner> = {}): PlannedWhistle =>
  ({
    ...{ number: 1, standbyOrgId: 'power', leadOrgId: 'water' },
    town: {
      onReturn: 'reassign',
      onFinish: 'close',
      satisfaction: 'satisfied',
      withdraws: false,
      tapsTwice: false,
      addsAssist: false,
      ...town,
    },
  }) as unknown as PlannedWhistle;
const whistle = (change: Partial<Whistle> = {}, refused: WhistleAct[] = []): Whistle =>
  ({
    ...{ state: 'acknowledged', question: null, reassignAsked: null, calls: [{ orgId: 'water' }] },
    acts: (['withdraw', 'dispute', 'reassign', 'send-back', 'close', 'add-assist'] as const).map((act) => ({
      act,
      refusal: refused.includes(act) ? 'whistle-not-open' : null,
    })),
    ...change,
  }) as unknown as Whistle;
const returned = { question: 'returned' as const };
const finished = { state: 'finished' as const };

describe('what a town does next', () => {
  it.each<[string, Whistle, Partial<TownManner>, WhistleAct[], WhistleAct | null]>([
    ['nothing while all goes on', whistle(), {}, [], null],
    ['takes back what was a mistake', whistle(), { withdraws: true }, [], 'withdraw'],
    ['calls another when it is returned', whistle(returned), {}, [], 'reassign'],
    ['disputes a return', whistle(returned), { onReturn: 'dispute' }, [], 'dispute'],
    ['lets the clock run', whistle(returned), { onReturn: 'wait' }, [], null],
    ['reassigns when it is asked to', whistle({ reassignAsked: {} as Whistle['reassignAsked'] }), {}, [], 'reassign'],
    ['closes what is finished', whistle(finished), {}, [], 'close'],
    ['sends back first', whistle(finished), { onFinish: 'send-back' }, [], 'send-back'],
    ['and closes then', whistle(finished), { onFinish: 'send-back' }, ['send-back'], 'close'],
    ['leaves open', whistle(finished), { onFinish: 'leave-open' }, [], null],
    ['calls one more', whistle(), { addsAssist: true }, [], 'add-assist'],
    ['but nobody who is called already', whistle({ calls: [{ orgId: 'power' }] as Whistle['calls'] }), { addsAssist: true }, [], null],
    ['does nothing twice', whistle(finished), {}, ['close'], null],
    ['does nothing that it may not', whistle(finished, ['close']), {}, [], null],
  ])('%s', (_, view, town, done, act) => {
    expect(decideForTown(view, plan(town), new Set(done))?.act ?? null).toBe(act);
  });

  it('says whom it asks for', () => {
    expect(decideForTown(whistle(returned), plan(), new Set())).toMatchObject({ body: { leadOrgId: 'power' }, asks: ['power'] });
  });
});
