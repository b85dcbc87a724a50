import { writeFileSync } from 'node:fs';
import { uuidv7 } from 'uuidv7';
import { saying, step } from '#process/screen.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';
import { readSimulateOptions } from './config.js';
import { LiveLine } from './live-line.js';
import { exitCodeOf, findingLines, tableOf } from './outcome.rules.js';
import { findServer } from './server.js';
import { Simulation } from './simulation.js';
import { usage } from './usage.js';

const brokenOff = 130;

// Plays a whole response on a demo server, with everybody in it, and proves that nothing was lost or doubled.
async function main(signal: AbortSignal): Promise<number> {
  const options = readSimulateOptions();
  if (!options) {
    process.stdout.write(usage);
    return 0;
  }
  const server = await findServer(options, signal);
  try {
    const { seed, level, minutes, keep, json } = options;
    // A server of our own has as many command points as were asked for: all of them take part.
    const points = server.isOwn ? null : options.points;
    const line = new LiveLine(process.stdout);
    const spectator = {
      everyMs: line.everyMs,
      standing: (standing: Parameters<LiveLine['show']>[0]) => line.show(standing),
      step: (zh: string, en: string) => {
        line.close();
        step(zh, en);
      },
    };
    const order = { points, seed, level, windowMs: minutes * 60_000, mark: `模拟 ${uuidv7().slice(-6)}`, keep };
    const outcome = await new Simulation(server, order, spectator, signal).run();
    line.close();
    if (!outcome) return brokenOff;
    process.stdout.write(`\n${[tableOf(outcome), ...findingLines(outcome)].join('\n')}\n\n`);
    if (json) writeFileSync(json, `${JSON.stringify(outcome.figures, null, 2)}\n`);
    return exitCodeOf(outcome);
  } finally {
    await server.leave();
  }
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!stop.signal.aborted) step('正在停止：终止响应，给出已知的数字', 'Stopping: ends the response and tells what is known');
    stop.abort();
  });
}
main(stop.signal).then(
  (code) => process.exit(code),
  (error: unknown) => {
    // Whoever waited for something is told by this that nobody waits any more.
    if (error === stop.signal.reason) process.exit(brokenOff);
    if (error instanceof SpokenProblem) saying(error.text);
    else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
