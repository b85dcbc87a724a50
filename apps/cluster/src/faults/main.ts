import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidSetting } from '#process/environment.js';
import { saying, step } from '#process/screen.js';
import { ClusterUnderTest } from './cluster-under-test.js';
import { readFaultOptions } from '../config.js';
import { detailsOf, isInOrder, lineOf, tableOf } from './result.rules.js';
import { runFaults } from './run.js';

// Disturbs a running cluster, or one of its own, round after round, and proves after each that nothing was lost, doubled or stuck.
async function main(): Promise<number> {
  const { dataFolder, inherited, seed, from, rounds, json } = readFaultOptions();
  step('寻找集群', 'Looking for the cluster');
  const cluster = await ClusterUnderTest.find(dataFolder, inherited);
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      isStopping = true;
      step('这一轮结束后停止', 'Stops after this round');
    });
  try {
    if (!cluster.state.lines)
      step('此集群没有可切断的线路，只做进程和连接故障', 'This cluster has no lines to cut: faults of processes and connections only');
    step(`故障演练 ${rounds} 轮，种子 ${seed}`, `${rounds} rounds of faults, seed ${seed}: expected/issued/delivered/acknowledged`);
    const told = (result: Parameters<typeof lineOf>[0]): void =>
      void process.stdout.write(`${[lineOf(result), ...detailsOf(result)].join('\n')}\n`);
    const { results, figures } = await runFaults(cluster, { seed, from, rounds, told, isStopping: () => isStopping });
    process.stdout.write(`\n${tableOf(figures)}\n\n`);
    if (json) writeFileSync(json, `${JSON.stringify({ figures, results }, null, 2)}\n`);
    if (isInOrder(figures)) return 0;
    const logs = join(dataFolder, 'logs');
    saying({ zh: `有问题；日志保留在 ${logs}`, en: `Not in order; the logs are kept in ${logs}` });
    return 1;
  } finally {
    await cluster.leave();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof InvalidSetting) saying({ zh: `设置有误：${error.message}`, en: `A setting is not valid: ${error.message}` });
    else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
