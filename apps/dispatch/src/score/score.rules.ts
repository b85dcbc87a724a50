import type { Rate, ScoreLine } from '#contracts/score.js';
import type { WhistleRules } from '#contracts/whistle-rules.js';
import type { Figure, Side } from './call-facts.rules.js';
import { partWords } from './score.words.js';

/** The counts that a line is made from: how many rows count for each figure, how many of them are hits, and what towns said. */
export type LineCounts = {
  key: string;
  whistles: number;
  hits: Record<Figure, number>;
  of: Record<Figure, number>;
  said: Record<'satisfied' | 'fair' | 'dissatisfied', number>;
};

type ScoreRules = WhistleRules['scores'];
type Part = ScoreLine['parts'][number];

/** Each part of the score: the figure that it counts, and its points in the rules. */
const parts = [
  ['arrived', 'response', 'arrived'],
  ['closed', 'resolution', 'closed'],
  ['satisfaction', 'satisfaction', 'satisfaction'],
  ['right-use', 'right-use', 'rightUse'],
] as const satisfies readonly (readonly [Part['part'], Figure, keyof ScoreRules['department']])[];

/** A rate with its count, in per cent with one decimal; null of nothing. */
export function rateOf(count: number, of: number): Rate {
  return { count, of, percent: of === 0 ? null : oneDecimal((100 * count) / of) };
}

/**
 * One line of figures. A part of which nothing can be said falls away and the others are scaled up to 100, so that nobody loses points for
 * what was never asked of them. What each part is, how it was computed and from how many rows stands with it.
 */
export function scoreLine(side: Side, name: { zh: string; en: string }, counts: LineCounts, rules: ScoreRules): ScoreLine {
  const scored = parts.map(([part, figure, weight]) => {
    const ofPoints = rules[side][weight];
    const rate = rateOf(counts.hits[figure], counts.of[figure]);
    const share = part === 'satisfaction' && rate.of > 0 ? satisfactionShare(counts, rules) : rate.of > 0 ? rate.count / rate.of : null;
    return { part, rate, ofPoints, exact: share === null ? null : share * ofPoints };
  });
  const known = scored.flatMap(({ exact, ofPoints }) => (exact === null ? [] : [{ exact, ofPoints }]));
  const reachable = sumOf(known.map((one) => one.ofPoints));
  return {
    key: counts.key,
    name: name.zh,
    nameEn: name.en,
    whistles: counts.whistles,
    response: rateOf(counts.hits.response, counts.of.response),
    resolution: rateOf(counts.hits.resolution, counts.of.resolution),
    satisfaction: rateOf(counts.hits.satisfaction, counts.of.satisfaction),
    score: reachable === 0 ? null : oneDecimal((100 * sumOf(known.map((one) => one.exact))) / reachable),
    parts: scored.map(({ part, rate, ofPoints, exact }) => {
      const points = exact === null ? null : oneDecimal(exact);
      const { zh, en } = partWords(side, part, {
        rate,
        points,
        ofPoints,
        said: counts.said,
        worth: rules.satisfaction,
        checkHours: rules.townCheckHours,
      });
      return { part, points, ofPoints, rate, how: zh, howEn: en };
    }),
  };
}

function satisfactionShare({ said, of }: LineCounts, { satisfaction }: ScoreRules): number {
  const worth = said.satisfied * satisfaction.satisfied + said.fair * satisfaction.fair + said.dissatisfied * satisfaction.dissatisfied;
  return worth / of.satisfaction;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}
