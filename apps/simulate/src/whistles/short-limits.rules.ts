import type { Limit } from '#contracts/limit.js';
import type { WhistleKind } from '#contracts/matter.js';
import { whistleKinds } from '#contracts/matter.js';
import type { KindLimits, WhistleRules } from '#contracts/whistle-rules.js';

/** Work days and work hours as so many minutes of a night that has neither. */
const minutesOf: Readonly<Record<Limit['unit'], number>> = { minutes: 1, hours: 60, 'work-hours': 60, 'work-days': 8 * 60 };

/**
 * How long the way to the scene may take in the night's minutes. An emergency has its true limits; what may take days is pulled together into one night,
 * all limits of a kind in the same proportion.
 */
const arriveMinutes: Readonly<Record<WhistleKind, number | null>> = { emergency: null, enforcement: 30, 'key-work': 35, everyday: 40 };

/**
 * The rules of the night: the city's own, with every limit so short that it can fall due while people watch. Ladders, shares, returns and weights stay
 * as they are. `compression` minutes of the night pass in one minute.
 */
export function shortenRules(rules: WhistleRules, compression: number): WhistleRules {
  const kinds = { ...rules.kinds };
  for (const kind of whistleKinds) {
    const { limits } = kinds[kind];
    const nightMinutes = arriveMinutes[kind];
    const pull = nightMinutes === null ? 1 : nightMinutes / inMinutes(limits.arrive);
    kinds[kind] = { ...kinds[kind], limits: shortenLimits(limits, pull / compression) };
  }
  return { ...rules, kinds, disputeMinutes: rules.disputeMinutes / compression };
}

/** What became of the limits, a line per kind, in the words of the screen. */
export function limitLines(rules: WhistleRules, night: WhistleRules): string[] {
  return whistleKinds.map((kind) => {
    const [whole, short] = [rules.kinds[kind].limits, night.kinds[kind].limits];
    const legs = (Object.keys(legWords) as (keyof KindLimits)[]).flatMap((leg) => {
      const [from, to] = [whole[leg], short[leg]];
      return from && to ? [`${legWords[leg]} ${from.value} ${from.unit} → ${seconds(to)} s`] : [];
    });
    return `${rules.kinds[kind].name} ${kind}: ${legs.join('  ')}`;
  });
}

/** How long a limit is in milliseconds, where work time is no matter. */
export function limitMs(limit: Limit): number {
  return Math.round(inMinutes(limit) * 60_000);
}

const legWords: Readonly<Record<keyof KindLimits, string>> = {
  acknowledge: '签收 acknowledge',
  arrive: '到场 arrive',
  firstFeedback: '首次反馈 first feedback',
  thenEvery: '之后每 then every',
  close: '办结 close',
};

function shortenLimits(limits: KindLimits, factor: number): KindLimits {
  const shorter = (limit: Limit): Limit => ({ value: inMinutes(limit) * factor, unit: 'minutes' });
  const orNone = (limit: Limit | null): Limit | null => limit && shorter(limit);
  return {
    acknowledge: shorter(limits.acknowledge),
    arrive: shorter(limits.arrive),
    firstFeedback: orNone(limits.firstFeedback),
    thenEvery: orNone(limits.thenEvery),
    close: orNone(limits.close),
  };
}

function inMinutes({ value, unit }: Limit): number {
  return value * minutesOf[unit];
}

function seconds(limit: Limit): number {
  return Math.round(limitMs(limit) / 100) / 10;
}
