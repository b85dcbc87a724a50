import type { Whistle, WhistleCall } from '#contracts/whistle.js';
import { nightFigures } from './night-figures.rules.js';
import { exitCodeOfNight, nightTable } from './night-outcome.rules.js';
import type { NightOutcome } from './night-outcome.rules.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 6, 1, 12, minute)).toISOString();
const call = (change: Partial<WhistleCall>): WhistleCall =>
  ({
    ...{ role: 'lead', arriveDueAt: at(30), arrivedAt: null, replacedAt: null, returnedAt: null, finishedAt: null, escalatedAt: null },
    ...change,
  }) as unknown as WhistleCall;
const whistle = (state: string, calls: WhistleCall[], change: Partial<Whistle> = {}): Whistle =>
  ({ state, calls, closedAt: null, closeDueAt: null, satisfaction: null, ruledAt: null, ...change }) as unknown as Whistle;

const whistles = [
  whistle('closed', [call({ arrivedAt: at(20) }), call({ role: 'assist', returnedAt: at(3) })], {
    ...{ closedAt: at(50), closeDueAt: at(60), satisfaction: 'satisfied' },
  }),
  whistle('closed', [call({ arrivedAt: at(35), escalatedAt: at(31) })], { closedAt: at(70), closeDueAt: at(60), satisfaction: 'fair' }),
  whistle('blown', [call({ escalatedAt: at(31) }), call({ replacedAt: at(10) })]),
  whistle('on-scene', [call({ arriveDueAt: at(90) })], { closeDueAt: at(240) }),
  whistle('withdrawn', [call({})], { closedAt: at(5), closeDueAt: at(60) }),
];
const lost = [{ harm: 'lost' as const, zh: '', en: '', count: 3, examples: [] }];

describe('the figures of a night', () => {
  const figures = nightFigures(whistles, lost, [100, 200, 300, 400], new Date(at(80)));

  it('are those that are promised, in their order', () => {
    expect(Object.keys(figures).slice(0, 9)).toEqual([
      ...['blown', 'closed', 'open', 'lost', 'doubled', 'unowned', 'latenessP50Ms', 'latenessP99Ms', 'latenessMaxMs'],
    ]);
    expect(figures).toMatchObject({
      blown: 5,
      closed: 3,
      open: 2,
      lost: 3,
      doubled: 0,
      unowned: 0,
      withdrawn: 1,
      calls: 7,
      returned: 1,
      replaced: 1,
    });
    expect(figures).toMatchObject({ latenessP50Ms: 200, latenessP99Ms: 400, latenessMaxMs: 400, deadlinesFellDue: 4, escalatedCalls: 2 });
  });

  it('are rates with their counts: who came in time, what was closed in time, who is satisfied', () => {
    expect(figures.responseRate).toEqual({ count: 1, of: 3, percent: 33.3 });
    expect(figures.resolutionRate).toEqual({ count: 1, of: 2, percent: 50 });
    expect(figures.satisfactionRate).toEqual({ count: 1, of: 2, percent: 50 });
  });

  it('have no times and no rates where there was nothing', () => {
    const none = nightFigures([], [], [], new Date(at(0)));
    expect(none).toMatchObject({ latenessP50Ms: null, latenessMaxMs: null, responseRate: { count: 0, of: 0, percent: null } });
  });

  const outcome: NightOutcome = {
    ...{ figures, findings: lost, brokenOff: false, planned: 5, clean: true, seed: 1, compression: 60, minutes: 20, lastsMinutes: 150 },
    ...{
      towns: 13,
      departments: 30,
      droppedOff: 3,
      repeats: 0,
      taps: { taken: 9, refused: 1, unanswered: 0, repeated: 0 },
      refusals: [['call-over', 1]],
    },
  };

  it('stand in a table that says how fast the night went and by whom the rates were computed', () => {
    for (const words of ['60×', '5/5', '33.3 % (1/3)', 'exercises are in no score', '200 ms', 'call-over ×1'])
      expect(nightTable(outcome)).toContain(words);
  });

  it.each<[string, Partial<NightOutcome>, Partial<NightOutcome['figures']>, number]>([
    ['in order', {}, { lost: 0 }, 0],
    ['something lost', {}, {}, 1],
    ['something doubled', {}, { lost: 0, doubled: 1 }, 1],
    ['something unowned', {}, { lost: 0, unowned: 1 }, 1],
    ['a whistle that could not be blown', { planned: 6 }, { lost: 0 }, 1],
    ['broken off', { brokenOff: true, planned: 9 }, { lost: 0 }, 130],
    ['broken off with something lost', { brokenOff: true }, {}, 1],
  ])('exit: %s', (_, change, figure, code) => {
    expect(exitCodeOfNight({ ...outcome, ...change, figures: { ...figures, ...figure } })).toBe(code);
  });
});
