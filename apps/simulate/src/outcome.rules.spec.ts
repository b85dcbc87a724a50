import type { Outcome, Standing } from './outcome.rules.js';
import { exitCodeOf, findingLines, standingFacts, tableOf } from './outcome.rules.js';
import { factLine } from './screen.rules.js';

const outcome: Outcome = {
  figures: {
    ...{ expected: 3_315, issued: 3_300, unfilled: 15, delivered: 3_315, pending: 0, notReached: 2, acknowledged: 1_918, escalated: 4 },
    ...{ lost: 0, doubled: 0, clickToFirstMs: 312.5, clickToP50Ms: 500, clickToP99Ms: null, clickToLastMs: 800 },
  },
  findings: [],
  verdict: 'clean',
  brokenOff: false,
  level: 'II',
  seed: 1,
  planNos: ['O01', 'P01'],
  warning: '台风蓝色预警',
  desks: 319,
  silent: 11,
  droppedOff: 26,
  afterAbsence: 167,
  repeats: 3,
  taps: { taken: 2_330, refused: 1, unanswered: 0, repeated: 5 },
};
const harmed = (lost: number, doubled: number): Outcome => ({ ...outcome, figures: { ...outcome.figures, lost, doubled } });

it.each<[string, Outcome, number]>([
  ['in order', outcome, 0],
  ['something lost', harmed(1, 0), 1],
  ['something doubled', harmed(0, 1), 1],
  ['broken off', { ...outcome, brokenOff: true }, 130],
  ['broken off with something lost', { ...harmed(1, 0), brokenOff: true }, 1],
])('%s', (_, what, code) => expect(exitCodeOf(what)).toBe(code));

it('the table says all that is known', () => {
  const table = tableOf(outcome);
  for (const words of ['O01, P01', '台风蓝色预警', '3315', '3300', '1918', '312.5 ms', '–', '2330 taken, 1 refused', 'clean'])
    expect(table).toContain(words);
  const columnOf = (value: string): number =>
    widthOf(
      table
        .split('\n')
        .find((line) => line.includes(value))!
        .split(value)[0]!,
    );
  expect([...new Set(['II · O01', '3315', '3300', '1918', '312.5', '2330', 'clean'].map(columnOf))]).toHaveLength(1);
});

it('what was found is told with its first culprits', () => {
  const finding = { harm: 'lost' as const, zh: '台子没有收到', en: 'no desk has it', count: 2, examples: ['a', 'b'] };
  expect(findingLines({ ...outcome, findings: [finding] })).toEqual(['  LOST 台子没有收到 · no desk has it ×2: a | b']);
});

it('the line of how it stands fits the terminal', () => {
  const standing: Standing = { connected: 317, desks: 319, delivered: 4_102, expected: 4_105, acknowledged: 230, escalated: 0 };
  expect(factLine(standingFacts(standing), 80)).toBe('台子 317/319  送达 4102/4105  签收 230  升级 0  掉线 2');
  expect(factLine(standingFacts(standing), 120)).toContain('送达 delivered 4102/4105');
});

/** Columns on a terminal. */
function widthOf(text: string): number {
  return [...text].reduce((width, sign) => width + (sign.codePointAt(0)! > 0x2e80 ? 2 : 1), 0);
}
