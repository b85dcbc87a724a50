import { drawFrom } from '#desk-client/draw.rules.js';
import type { FaultKind, Targets } from './fault.rules.js';
import { describeFault, isMeant, lastsMs } from './fault.rules.js';
import { activeMs, planRound, planTaps } from './round.rules.js';

const targets: Targets = {
  processes: ['directory', 'dispatch-1', 'dispatch-2', 'gateway', 'kafka', 'redis'],
  services: ['directory', 'dispatch'],
  lines: ['kafka', 'postgres/dispatch-1', 'postgres/dispatch-2', 'redis/dispatch-1'],
};
const units = ['leyu', 'daxin'];
const rounds = Array.from({ length: 400 }, (_, index) => planRound(7, index + 1, targets, units));

describe('draws', () => {
  it('are repeated by the same words, and by no others', () => {
    const draws = (...words: (string | number)[]): number[] => Array.from({ length: 5 }, drawFrom(...words).part);
    expect(draws('round', 1, 2)).toEqual(draws('round', 1, 2));
    expect(draws('round', 1, 2)).not.toEqual(draws('round', 12));
    expect(draws('round', 1, 2)).not.toEqual(draws('round', 1, 3));
  });

  it('lie evenly within their limits', () => {
    const draw = drawFrom('limits');
    const thrown = Array.from({ length: 6_000 }, () => draw.whole(1, 6));
    const times = [1, 2, 3, 4, 5, 6].map((face) => thrown.filter((each) => each === face).length);
    expect(Math.min(...times)).toBeGreaterThan(850);
    expect(Math.max(...times)).toBeLessThan(1_150);
    expect(Array.from({ length: 100 }, () => draw.weighted({ never: 0, always: 1 }))).not.toContain('never');
  });
});

describe('the plan of a round', () => {
  it('is the same whenever the seed is, and another with another seed', () => {
    expect(planRound(7, 12, targets, units)).toEqual(rounds[11]);
    expect(planRound(8, 12, targets, units)).not.toEqual(rounds[11]);
  });

  it('has every kind of fault sooner or later, in time order, and most of them kills and stops', () => {
    const faults = rounds.flatMap((plan) => plan.faults);
    const times = (kind: FaultKind): number => faults.filter(({ fault }) => fault.kind === kind).length;
    for (const kind of ['flush-redis', 'drop-connections', 'slow-lines', 'cut-lines', 'hold-lines', 'kafka-away'] as const)
      expect(times(kind)).toBeGreaterThan(10);
    expect(times('kill') + times('freeze')).toBeGreaterThan(faults.length / 3);
    for (const plan of rounds) {
      expect(plan.faults.length).toBeGreaterThan(0);
      expect(plan.faults.map(({ atMs }) => atMs)).toEqual(plan.faults.map(({ atMs }) => atMs).sort((one, other) => one - other));
    }
  });

  it('hits every process, some for longer than a session of Kafka', () => {
    const hit = new Set(rounds.flatMap(({ faults }) => faults.flatMap(({ fault }) => ('process' in fault ? [fault.process] : []))));
    expect([...hit].sort()).toEqual([...targets.processes].sort());
    const stops = rounds.flatMap(({ faults }) => faults.flatMap(({ fault }) => (fault.kind === 'freeze' ? [fault.forMs] : [])));
    expect(stops.some((ms) => ms > 10_000)).toBe(true);
    expect(stops.every((ms) => ms >= 1_000 && ms <= 15_000)).toBe(true);
  });

  it('starts the whole city now and then, and small units mostly', () => {
    const whole = rounds.filter(({ unitIds }) => unitIds === null).length;
    expect(whole).toBeGreaterThan(4);
    expect(whole).toBeLessThan(60);
  });

  it('leaves an outage of Kafka undisturbed, from before the click until after it', () => {
    for (const plan of rounds.filter(({ faults }) => faults.some(({ fault }) => fault.kind === 'kafka-away'))) {
      expect(plan.faults).toHaveLength(1);
      expect(plan.faults[0]!.atMs).toBeLessThan(plan.clickAtMs);
      expect(lastsMs(plan.faults[0]!.fault)).toBeGreaterThan(plan.clickAtMs);
    }
  });

  it('is active until its last fault is over', () => {
    for (const plan of rounds)
      for (const { atMs, fault } of plan.faults) expect(activeMs(plan)).toBeGreaterThanOrEqual(atMs + lastsMs(fault));
  });

  it('cuts no line where there is none', () => {
    const kinds = new Set(
      Array.from({ length: 200 }, (_, index) => planRound(7, index, { ...targets, lines: [] }, units)).flatMap(({ faults }) =>
        faults.map(({ fault }) => fault.kind),
      ),
    );
    expect([...kinds].sort()).toEqual(['drop-connections', 'flush-redis', 'freeze', 'kafka-away', 'kill']);
  });
});

describe('the taps of a desk', () => {
  const tasks = Array.from({ length: 300 }, (_, index) => ({ title: `t${index}`, orgId: 'leyu', postId: 'secretary' }));

  it('come in the order of the field, as far as the desk comes, and alike each time', () => {
    const lengths = new Set<number>();
    for (const task of tasks) {
      const taps = planTaps(7, 3, task);
      lengths.add(taps.length);
      expect(taps.map(({ tap }) => tap)).toEqual(['acknowledge', 'arrive', 'finish'].slice(0, taps.length));
      expect(planTaps(7, 3, task)).toEqual(taps);
    }
    expect([...lengths].sort()).toEqual([0, 1, 2, 3]);
  });
});

describe('lines', () => {
  it.each([
    ['redis/*', 'redis/plan', true],
    ['redis/*', 'postgres/plan', false],
    ['kafka', 'kafka', true],
    ['postgres/plan', 'postgres/plan', true],
    ['postgres/dispatch-1', 'postgres/dispatch-11', false],
  ])('%s means %s: %s', (lines, line, means) => expect(isMeant(lines, line)).toBe(means));
});

it('a fault says what it is in a few words', () => {
  expect(describeFault({ kind: 'kill', process: 'kafka' })).toBe('kill −9 kafka');
  expect(describeFault({ kind: 'slow-lines', lines: 'redis/*', latencyMs: 40, jitterMs: 20, forMs: 2_500 })).toBe(
    'slow redis/* 40±20 ms 2.5 s',
  );
});
