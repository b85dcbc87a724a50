import type { FaultKind } from './fault.rules.js';
import type { TapCounts } from '#desk-client/tapper.js';
import type { Finding } from './verdict.rules.js';
import { countOf } from './verdict.rules.js';

/** What one round came to. `findings` are those after 30 s, or those that never went away. */
export type RoundResult = {
  round: number;
  activationId: string | null;
  unitIds: readonly string[] | 'all';
  faults: { atMs: number; kind: FaultKind; what: string }[];
  /** From the first try of the click to its acceptance. */
  clickMs: number | null;
  clickTries: number;
  /** With Kafka away: from its return to the first task. */
  goesOnMs: number | null;
  isOutage: boolean;
  expected: number;
  issued: number;
  delivered: number;
  acknowledged: number;
  taps: TapCounts;
  /** From the end of the last fault until all was in order; null if it never was. */
  healMs: number | null;
  /** What was the last to come into order. */
  lastSeen: string;
  tookMs: number;
  findings: Finding[];
};

/** An outage of Kafka has its own promises: the click is accepted in this time, and things go on in that. */
const outage = { clickWithinMs: 2_000, goesOnWithinMs: 10_000 };

/** What a run came to. */
export type Figures = {
  seed: number;
  rounds: number;
  faults: Partial<Record<FaultKind, number>>;
  obligations: number;
  taps: TapCounts;
  lost: number;
  doubled: number;
  stuck: number;
  /** Outages of Kafka whose click or going on was later than promised. */
  late: number;
  healSeconds: { p50: number; p95: number; most: number };
  outageClickSeconds: number;
  outageGoesOnSeconds: number;
  internalErrors: number;
};

/** Adds up a run. */
export function addUpRounds(seed: number, results: readonly RoundResult[], internalErrors: number): Figures {
  const faults: Partial<Record<FaultKind, number>> = {};
  for (const { kind } of results.flatMap((result) => result.faults)) faults[kind] = (faults[kind] ?? 0) + 1;
  const heals = results.map(({ healMs }) => healMs).filter((ms) => ms !== null);
  const outages = results.filter(({ isOutage }) => isOutage);
  const seconds = (ms: number): number => Math.round(ms / 100) / 10;
  const sum = (of: (result: RoundResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  return {
    seed,
    rounds: results.length,
    faults,
    obligations: sum(({ expected }) => expected),
    taps: {
      taken: sum(({ taps }) => taps.taken),
      refused: sum(({ taps }) => taps.refused),
      unanswered: sum(({ taps }) => taps.unanswered),
      repeated: sum(({ taps }) => taps.repeated),
    },
    lost: sum(({ findings }) => countOf(findings, 'lost')),
    doubled: sum(({ findings }) => countOf(findings, 'doubled')),
    stuck: sum(({ findings }) => countOf(findings, 'stuck')),
    late: outages.filter(isLate).length,
    healSeconds: { p50: seconds(partOf(heals, 0.5)), p95: seconds(partOf(heals, 0.95)), most: seconds(Math.max(0, ...heals)) },
    outageClickSeconds: seconds(Math.max(0, ...outages.map(({ clickMs }) => clickMs ?? 0))),
    outageGoesOnSeconds: seconds(Math.max(0, ...outages.map(({ goesOnMs }) => goesOnMs ?? 0))),
    internalErrors,
  };
}

/** Whether anything was lost, doubled or stuck, or an outage kept what it promises. */
export function isInOrder({ lost, doubled, stuck, late }: Figures): boolean {
  return lost + doubled + stuck + late === 0;
}

function isLate({ isOutage, clickMs, goesOnMs }: RoundResult): boolean {
  return isOutage && (clickMs === null || clickMs > outage.clickWithinMs || goesOnMs === null || goesOnMs > outage.goesOnWithinMs);
}

/** The value below which this part of the values lies (nearest rank); 0 of none. */
export function partOf(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

/** One line for the screen. */
export function lineOf(result: RoundResult): string {
  const { round, faults, expected, issued, delivered, acknowledged, taps, healMs, lastSeen, clickMs, goesOnMs, isOutage, findings } =
    result;
  const seconds = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1_000).toFixed(1)} s`);
  const moments = faults.map(({ atMs, what }) => `+${(atMs / 1_000).toFixed(1)} ${what}`).join(', ');
  const outageWords = isOutage ? ` · click ${seconds(clickMs)}, goes on after ${seconds(goesOnMs)}` : '';
  const verdict = findings.length === 0 ? (isLate(result) ? 'LATE' : 'clean') : wordsOf(findings);
  return `${String(round).padStart(4)}  heal ${seconds(healMs).padStart(6)}  ${expected}/${issued}/${delivered}/${acknowledged}  taps ${taps.taken}+${taps.refused}  ${verdict}  [${moments}]${outageWords}${lastSeen ? ` · last: ${lastSeen}` : ''}`;
}

/** What was found, one line each. */
export function detailsOf({ round, activationId, findings }: RoundResult): string[] {
  return findings.map(
    ({ harm, what, count, examples }) => `      ${round} ${activationId ?? ''} ${harm}: ${what} ×${count}: ${examples.join(' | ')}`,
  );
}

/** The table at the end. */
export function tableOf(figures: Figures): string {
  const { seed, rounds, faults, obligations, taps, lost, doubled, stuck, late, healSeconds, internalErrors } = figures;
  const rows: [string, string][] = [
    ['轮次 rounds', `${rounds} (seed ${seed})`],
    ...Object.entries(faults).map(([kind, count]): [string, string] => [`故障 ${kind}`, String(count)]),
    ['任务 obligations', String(obligations)],
    ['点击 taps', `${taps.taken} taken, ${taps.refused} refused, ${taps.repeated} sent again, ${taps.unanswered} unanswered`],
    ['丢失 lost', String(lost)],
    ['重复 doubled', String(doubled)],
    ['停滞 stuck', String(stuck)],
    ['Kafka 中断 outage', `click ≤ ${figures.outageClickSeconds} s, goes on ≤ ${figures.outageGoesOnSeconds} s, late ${late}`],
    ['恢复 heal', `p50 ${healSeconds.p50} s, p95 ${healSeconds.p95} s, max ${healSeconds.most} s`],
    ['内部错误 internal-error', String(internalErrors)],
  ];
  return rows.map(([name, value]) => `  ${name.padEnd(28)} ${value}`).join('\n');
}

function wordsOf(findings: readonly Finding[]): string {
  return (['lost', 'doubled', 'stuck'] as const)
    .map((harm) => [harm.toUpperCase(), countOf(findings, harm)] as const)
    .filter(([, count]) => count > 0)
    .map(([harm, count]) => `${harm} ${count}`)
    .join(', ');
}
