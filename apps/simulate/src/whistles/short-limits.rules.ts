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

/** What became of the limits, a line per kind, in the words of the screen: Chinese, and English. */
export function limitLines(rules: WhistleRules, night: WhistleRules): [zh: string, en: string][] {
  return whistleKinds.map((kind) => {
    const [whole, short] = [rules.kinds[kind], night.kinds[kind]];
    const legsIn = (language: 0 | 1): string =>
      (Object.keys(legWords) as (keyof typeof legWords)[])
        .flatMap((leg) => {
          const [from, to] = [whole.limits[leg], short.limits[leg]];
          return from && to ? [`${legWords[leg][language]} ${from.value} ${unitWords[from.unit][language]} → ${seconds(to)} s`] : [];
        })
        .join(language === 0 ? '，' : ', ');
    return [`${whole.name}：${legsIn(0)}`, `${whole.nameEn}: ${legsIn(1)}`];
  });
}

/** How long a limit is in milliseconds, where work time is no matter. */
export function limitMs(limit: Limit): number {
  return Math.round(inMinutes(limit) * 60_000);
}

/** What a matter of the list says about closing goes before the kind, and stays as it is. */
const legWords: Readonly<Record<Exclude<keyof KindLimits, 'close'>, readonly [zh: string, en: string]>> = {
  acknowledge: ['签收', 'acknowledge'],
  arrive: ['到场', 'arrive'],
  firstFeedback: ['首次反馈', 'first feedback'],
  thenEvery: ['之后每', 'then every'],
};
const unitWords: Readonly<Record<Limit['unit'], readonly [zh: string, en: string]>> = {
  minutes: ['分', 'min'],
  hours: ['小时', 'h'],
  'work-hours': ['工时', 'work-hours'],
  'work-days': ['工作日', 'work-days'],
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
