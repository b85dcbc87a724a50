import type { Reconciliation } from '#contracts/reconciliation.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { TapCounts } from '#desk-client/tapper.js';
import type { Figures } from './figures.rules.js';
import type { Fact } from './screen.rules.js';
import { tableLines } from './screen.rules.js';
import type { Finding } from './verdict.rules.js';

/** How it stands while people answer. */
export type Standing = {
  connected: number;
  desks: number;
  delivered: number;
  expected: number;
  acknowledged: number;
  escalated: number;
};

/** What a run came to. */
export type Outcome = {
  figures: Figures;
  findings: Finding[];
  verdict: Reconciliation['verdict'];
  brokenOff: boolean;
  level: ResponseLevel;
  seed: number;
  planNos: readonly string[];
  warning: string;
  desks: number;
  /** Desks where nobody sits, and those that were taken off and came back. */
  silent: number;
  droppedOff: number;
  /** Tasks that came to a desk after it had been off. */
  afterAbsence: number;
  /** Rows that came once more under the same number and were dropped, as a page does. */
  repeats: number;
  taps: TapCounts;
};

/** 0: nothing is lost or doubled, 1: something is, 130: broken off before that was known. */
export function exitCodeOf({ figures: { lost, doubled }, brokenOff }: Outcome): number {
  if (lost + doubled > 0) return 1;
  return brokenOff ? 130 : 0;
}

/** How it stands, for one line. */
export function standingFacts({ connected, desks, delivered, expected, acknowledged, escalated }: Standing): Fact[] {
  return [
    ['台子', 'desks', `${connected}/${desks}`],
    ['送达', 'delivered', `${delivered}/${expected}`],
    ['签收', 'acknowledged', String(acknowledged)],
    ['升级', 'escalated', String(escalated)],
    ['掉线', 'off', String(desks - connected)],
  ];
}

/** The table at the end. */
export function tableOf(outcome: Outcome): string {
  const { figures, level, planNos, warning, seed, desks, silent, droppedOff, afterAbsence, taps, repeats, verdict } = outcome;
  const ms = (value: number | null): string => (value === null ? '–' : `${value} ms`);
  const rows: [string, string][] = [
    ['响应 response', `${level} · ${planNos.join(', ')} · 演练 exercise · seed ${seed}`],
    ['预警 warning', warning],
    ['指挥调度点 command points', `${desks}，无人 nobody there ${silent}，掉线又回来 dropped off ${droppedOff}`],
    ['应到 expected', String(figures.expected)],
    ['已下达 issued', String(figures.issued)],
    ['空缺 unfilled', String(figures.unfilled)],
    ['送达 delivered', String(figures.delivered)],
    ['未送达 pending', String(figures.pending)],
    ['未叫应 not reached', String(figures.notReached)],
    ['签收 acknowledged', String(figures.acknowledged)],
    ['升级催办 escalated', String(figures.escalated)],
    ['点击 taps', `${taps.taken} taken, ${taps.refused} refused, ${taps.repeated} sent again, ${taps.unanswered} unanswered`],
    ['首达 click to first', ms(figures.clickToFirstMs)],
    ['P50', ms(figures.clickToP50Ms)],
    ['P99', ms(figures.clickToP99Ms)],
    ['末达 click to last', ms(figures.clickToLastMs)],
    ['回来后补齐 after coming back', `${afterAbsence}，不计入时间 not in the times`],
    ['重复送来已剔除 repeats dropped', String(repeats)],
    ['对账 reconciliation', verdict],
    ['丢失 lost', String(figures.lost)],
    ['重复 doubled', String(figures.doubled)],
  ];
  return tableLines(rows);
}

/** What was found, a line each. */
export function findingLines({ findings }: Pick<Outcome, 'findings'>): string[] {
  return findings.map(({ harm, zh, en, count, examples }) => `  ${harm.toUpperCase()} ${zh} · ${en} ×${count}: ${examples.join(' | ')}`);
}
