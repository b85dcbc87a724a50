import { composeWhistles } from './bench-whistles.rules.js';
import type { MeasuredWhistles, WhistleRound } from './whistle-result.rules.js';
import { whistleResultOf, whistleTables } from './whistle-result.rules.js';

const times = (answeredMs: number) => ({
  answeredMs,
  deliveredMs: answeredMs + 1,
  acknowledgedMs: answeredMs + 2,
  heardMs: answeredMs + 3,
});
const round = (ms: number): WhistleRound => ({ ms, calls: 4, transactions: 60, times: [times(10), times(30)] });
const floorRound = (ms: number) => ({ ms, copyMs: 1, pushMs: 2, rows: 4 });
const measured: MeasuredWhistles = {
  ...{ whistles: 2, atOnce: 2, cold: round(999) },
  product: [round(100), round(200), round(400)],
  floor: [floorRound(20), floorRound(10), floorRound(40)],
};

describe('what whistles cost', () => {
  it('is the median of the rounds beside that of the floor', () => {
    expect(whistleResultOf(measured)).toMatchObject({
      ...{ whistles: 2, calls: 4, productMs: 200, floorMs: 20, ratio: 10, whistlesPerSecond: 10, floorWhistlesPerSecond: 100, coldMs: 999 },
      transactionsPerWhistle: 30,
      stages: { answeredMs: { p50: 10, p99: 30, max: 30 }, heardMs: { p50: 13, p99: 33, max: 33 } },
    });
  });

  it('is nothing where floor and product did not do the same', () => {
    expect(() => whistleResultOf({ ...measured, floor: [{ ...floorRound(20), rows: 3 }] })).toThrow('same number of calls: 3, 4');
  });

  it('stands in two tables', () => {
    const tables = whistleTables(whistleResultOf(measured));
    for (const words of ['| 2 ', '200 (100–400)', '20 (10–40)', '10.0', 'the town knows of the last acknowledgement'])
      expect(tables).toContain(words);
  });
});

it('whistles of a round go to towns and departments in turn, a lead and another each', () => {
  const [first, second] = composeWhistles(2, { unitIds: ['leyu', 'daxin'], departmentIds: ['water', 'power', 'fire'] }, 3);
  expect(first).toMatchObject({ unitId: 'leyu', title: '基准测试 3-1', orgIds: ['water', 'power'] });
  expect(second).toMatchObject({ unitId: 'daxin', orgIds: ['fire', 'water'] });
});
