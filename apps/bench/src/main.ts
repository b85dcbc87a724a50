import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { runMain } from '#process/run-main.js';
import { step } from '#process/screen.js';
import { readConfig } from './config.js';
import type { Machine } from './machine.js';
import { nameOf } from './options.js';
import { resultOf } from './result/result.rules.js';
import type { Result } from './result/result.rules.js';
import { stageTable, summaryTable } from './result/table.rules.js';
import { measure } from './run.js';

// Measures the product against the floor, subject after subject, and prints what came of it.
runMain(async (closeLater) => {
  const config = readConfig();
  const results: Result[] = [];
  let machine: Machine | undefined;
  for (const subject of config.subjects) {
    step(`基准测试 ${nameOf(subject)}`, `Measuring ${nameOf(subject)}`);
    const toClose: (() => Promise<void>)[] = [];
    let closed: Promise<void> | undefined;
    const closeAll = async (): Promise<void> => {
      for (let close = toClose.pop(); close; close = toClose.pop()) await close();
    };
    closeLater(() => (closed ??= closeAll()));
    const answer = await measure(
      subject,
      config,
      (line) => step(line, nameOf(subject)),
      (close) => toClose.push(close),
    );
    await (closed ??= closeAll());
    machine ??= answer.machine;
    results.push(resultOf(answer.measured));
    if (config.json) writeFileSync(config.json, `${JSON.stringify(kept(machine, results), null, 2)}\n`);
  }
  process.stdout.write(`\n${JSON.stringify(machine, null, 2)}\n\n${summaryTable(results)}\n\n${stageTable(results)}\n`);
  process.exit(0);
});

/** One subject's figures stand by themselves, those of several in a list. */
function kept(machine: Machine, results: readonly Result[]): object {
  return results.length === 1 ? { ...results[0], machine } : { machine, results };
}
