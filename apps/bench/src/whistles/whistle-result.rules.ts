import type { FloorRound } from '../floor/floor.messages.js';
import type { Spread } from '../result/statistics.rules.js';
import { medianOf, spreadOf } from '../result/statistics.rules.js';
import { markdown } from '../result/table.rules.js';
import type { LanesRound, WhistleTimes } from './lanes.messages.js';

/** One round of the product: what the load generator saw, and what the database did for it. */
export type WhistleRound = Pick<LanesRound, 'ms' | 'times'> & { calls: number; transactions: number };

/** Everything that was measured. `cold` is the first round of the process, which nothing is warm for. */
export type MeasuredWhistles = {
  whistles: number;
  atOnce: number;
  cold: WhistleRound;
  product: readonly WhistleRound[];
  floor: readonly FloorRound[];
};

/** What is printed and kept: medians of the rounds, and of all whistles of all rounds how long each stage took from the tap. */
export type WhistleResult = {
  whistles: number;
  calls: number;
  atOnce: number;
  floorMs: number;
  productMs: number;
  ratio: number;
  whistlesPerSecond: number;
  floorWhistlesPerSecond: number;
  transactionsPerWhistle: number;
  floor: Spread;
  product: Spread;
  coldMs: number;
  stages: Record<keyof WhistleTimes, { p50: number; p99: number; max: number }>;
};

/** Sums up what was measured. Throws if floor and product did not do the same: another number of calls. */
export function whistleResultOf({ whistles, atOnce, cold, product, floor }: MeasuredWhistles): WhistleResult {
  const calls = new Set([...floor.map(({ rows }) => rows), ...product.map((round) => round.calls)]);
  if (calls.size !== 1) throw new Error(`floor and product did not write the same number of calls: ${[...calls].join(', ')}`);
  const [floorSpread, productSpread] = [spreadOf(floor.map(({ ms }) => ms)), spreadOf(product.map(({ ms }) => ms))];
  const stage = (name: keyof WhistleTimes) => percentilesOf(product.flatMap(({ times }) => times.map((time) => time[name])));
  return {
    whistles,
    calls: [...calls][0]!,
    atOnce,
    floorMs: floorSpread.median,
    productMs: productSpread.median,
    ratio: productSpread.median / floorSpread.median,
    whistlesPerSecond: (whistles * 1_000) / productSpread.median,
    floorWhistlesPerSecond: (whistles * 1_000) / floorSpread.median,
    transactionsPerWhistle: medianOf(product.map(({ transactions }) => transactions)) / whistles,
    floor: floorSpread,
    product: productSpread,
    coldMs: cold.ms,
    stages: {
      answeredMs: stage('answeredMs'),
      deliveredMs: stage('deliveredMs'),
      acknowledgedMs: stage('acknowledgedMs'),
      heardMs: stage('heardMs'),
    },
  };
}

/** The Markdown tables: how many whistles a second, and how long one takes. */
export function whistleTables(result: WhistleResult): string {
  const { whistles, calls, floor, product, stages } = result;
  const spread = ({ median, min, max }: Spread): string =>
    [median, min, max]
      .map(count)
      .join(' ')
      .replace(/^(\S+) (\S+) (\S+)$/, '$1 ($2–$3)');
  const names: Readonly<Record<keyof WhistleTimes, string>> = {
    answeredMs: 'answered: kept, calls issued',
    deliveredMs: 'delivered: the last desk was told that its mark is written',
    acknowledgedMs: 'acknowledged: the last department was answered',
    heardMs: 'heard: the town knows of the last acknowledgement',
  };
  return [
    markdown(
      ['whistles', 'calls', 'floor ms', 'product ms', 'ratio', 'whistles/s', 'floor whistles/s', 'transactions a whistle'],
      [
        [
          ...[count(whistles), count(calls), spread(floor), spread(product), result.ratio.toFixed(1), result.whistlesPerSecond.toFixed(1)],
          ...[count(result.floorWhistlesPerSecond), result.transactionsPerWhistle.toFixed(1)],
        ],
      ],
    ),
    markdown(
      ['ms from the tap', 'p50', 'p99', 'max'],
      (Object.keys(names) as (keyof WhistleTimes)[]).map((name) => [
        names[name],
        ...[stages[name].p50, stages[name].p99, stages[name].max].map(count),
      ]),
    ),
  ].join('\n\n');
}

function percentilesOf(values: readonly number[]): { p50: number; p99: number; max: number } {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
