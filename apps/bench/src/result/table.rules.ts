import { stages } from '../product/stage.rules.js';
import type { Result } from './result.rules.js';
import type { Spread } from './statistics.rules.js';

/** The Markdown table of all subjects: a line each. */
export function summaryTable(results: readonly Result[]): string {
  return markdown(
    ['', 'desks', 'rows', 'floor ms', 'product ms', 'ratio', 'first click ms', 'kB a connection: floor', 'product'],
    results.map((result) => [
      result.subject,
      count(result.points),
      count(result.rows),
      withSpread(result.floor),
      withSpread(result.product),
      result.ratio.toFixed(2),
      count(result.coldMs),
      kilobytes(result.floorRssPerConnection),
      result.rssPerConnection === null ? '–' : kilobytes(result.rssPerConnection),
    ]),
  );
}

/** The Markdown table of where the time goes: a line per stage, a column per subject. */
export function stageTable(results: readonly Result[]): string {
  return markdown(
    ['ms', ...results.map((result) => result.subject)],
    [
      ...stages.map(([stage]) => [stage, ...results.map((result) => count(result.stages[stage]))]),
      ['floor: COPY', ...results.map((result) => count(result.floorParts.copyMs))],
      ['floor: emit', ...results.map((result) => count(result.floorParts.emitMs))],
      ['floor: last ack and mark', ...results.map((result) => count(result.floorParts.acknowledgedMs))],
    ],
  );
}

function withSpread({ median, min, max }: Spread): string {
  return `${count(median)} (${count(min)}–${count(max)})`;
}

function kilobytes(bytes: number): string {
  return (bytes / 1_000).toFixed(0);
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A Markdown table: the first column to the left, figures to the right. */
export function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(3, ...all.map((line) => line[column]!.length)));
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [row(head), rule, ...lines.map(row)].join('\n');
}
