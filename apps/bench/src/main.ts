import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import type { CloseLater } from '#process/run-main.js';
import { runMain } from '#process/run-main.js';
import { step } from '#process/screen.js';
import type { BenchConfig } from './config.js';
import { readConfig } from './config.js';
import type { Machine } from './machine.js';
import { nameOf } from './options.js';
import { resultOf } from './result/result.rules.js';
import type { Result } from './result/result.rules.js';
import { stageTable, summaryTable } from './result/table.rules.js';
import { measure } from './run.js';
import { measureWhistles } from './whistles/whistle-bench.js';
import { whistleResultOf, whistleTables } from './whistles/whistle-result.rules.js';

// Measures the product against the floor and prints what came of it: clicks, subject after subject, or whistles.
runMain(async (closeLater) => {
  const config = readConfig();
  const tables =
    config.whistles === null ? await benchClicks(config, closeLater) : await benchWhistles(config, config.whistles, closeLater);
  process.stdout.write(`\n${tables}\n`);
  process.exit(0);
});

async function benchClicks(config: BenchConfig, closeLater: CloseLater): Promise<string> {
  const results: Result[] = [];
  let machine: Machine | undefined;
  for (const subject of config.subjects) {
    step(`基准测试 ${nameOf(subject)}`, `Measuring ${nameOf(subject)}`);
    const answer = await closingAfterwards(closeLater, (close) => measure(subject, config, (line) => step(line, nameOf(subject)), close));
    machine ??= answer.machine;
    results.push(resultOf(answer.measured));
    keep(config, results.length === 1 ? { ...results[0], machine } : { machine, results });
  }
  return [JSON.stringify(machine, null, 2), summaryTable(results), stageTable(results)].join('\n\n');
}

async function benchWhistles(config: BenchConfig, whistles: number, closeLater: CloseLater): Promise<string> {
  step(`基准测试 ${whistles} 个哨`, `Measuring ${whistles} whistles`);
  const { measured, machine } = await closingAfterwards(closeLater, (close) =>
    measureWhistles(whistles, config, (line) => step(line, `${whistles} whistles`), close),
  );
  const result = whistleResultOf(measured);
  keep(config, { ...result, machine });
  return [JSON.stringify(machine, null, 2), whistleTables(result)].join('\n\n');
}

/** What one subject opened is closed before the next begins, or when the program is stopped. */
async function closingAfterwards<Answer>(closeLater: CloseLater, work: (close: CloseLater) => Promise<Answer>): Promise<Answer> {
  const toClose: (() => Promise<void>)[] = [];
  let closed: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    for (let close = toClose.pop(); close; close = toClose.pop()) await close();
  };
  closeLater(() => (closed ??= closeAll()));
  const answer = await work((close) => toClose.push(close));
  await (closed ??= closeAll());
  return answer;
}

function keep({ json }: BenchConfig, figures: object): void {
  if (json) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
}
