import type { FloorRound } from '../floor/floor.messages.js';
import type { Subject } from '../options.js';
import { nameOf } from '../options.js';
import type { StageTimes } from '../product/stage.rules.js';
import { stages } from '../product/stage.rules.js';
import type { Stage } from '../product/stage.rules.js';
import type { Spread } from './statistics.rules.js';
import { medianOf, medianOfEach, spreadOf } from './statistics.rules.js';

/** One response of the product, measured. */
export type ProductRound = { ms: number; rows: number; stages: StageTimes; reconciliations: number };

/** Memory of a server process before and after its desks connected, in bytes. */
export type Memory = { before: number; after: number };

/** Everything that was measured of one subject. */
export type Measured = {
  subject: Subject;
  /** Desks that were connected to each of the two. */
  desks: number;
  coldMs: number;
  floor: readonly FloorRound[];
  product: readonly ProductRound[];
  floorMemory: Memory;
  /** Null where several processes hold the sockets. */
  productMemory: Memory | null;
};

/** What is printed and kept. `floorMs`, `productMs` are medians; `ratio` is that of the medians; bytes per connection. */
export type Result = {
  subject: string;
  points: number;
  rows: number;
  floorMs: number;
  productMs: number;
  ratio: number;
  floor: Spread;
  product: Spread;
  /** The first click of the process, which nothing is warm for; not among the five. */
  coldMs: number;
  stages: Record<Stage, number>;
  floorParts: { copyMs: number; emitMs: number; acknowledgedMs: number };
  rssPerConnection: number | null;
  floorRssPerConnection: number;
  floorRounds: readonly FloorRound[];
  productRounds: readonly ProductRound[];
};

/** Sums up what was measured. Throws if floor and product did not do the same: another number of rows. */
export function resultOf(measured: Measured): Result {
  const { subject, desks, floor, product } = measured;
  const rows = new Set([...floor, ...product].map((round) => round.rows));
  if (rows.size !== 1) throw new Error(`floor and product did not write the same number of rows: ${[...rows].join(', ')}`);
  const [floorSpread, productSpread] = [spreadOf(floor.map((round) => round.ms)), spreadOf(product.map((round) => round.ms))];
  const perConnection = ({ before, after }: Memory): number => (after - before) / desks;
  return {
    subject: nameOf(subject),
    points: desks,
    rows: [...rows][0]!,
    floorMs: floorSpread.median,
    productMs: productSpread.median,
    ratio: productSpread.median / floorSpread.median,
    floor: floorSpread,
    product: productSpread,
    coldMs: measured.coldMs,
    stages: medianOfEach(
      product.map((round) => Object.fromEntries(stages.map(([stage]) => [stage, round.stages[stage].ms])) as Record<Stage, number>),
    ),
    floorParts: {
      copyMs: medianOf(floor.map((round) => round.copyMs)),
      emitMs: medianOf(floor.map((round) => round.pushMs - round.copyMs)),
      acknowledgedMs: medianOf(floor.map((round) => round.ms - round.pushMs)),
    },
    rssPerConnection: measured.productMemory && perConnection(measured.productMemory),
    floorRssPerConnection: perConnection(measured.floorMemory),
    floorRounds: floor,
    productRounds: product,
  };
}
