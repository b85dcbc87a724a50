import { writeFileSync } from 'node:fs';
import { uuidv7 } from 'uuidv7';
import { saying, step } from '#process/screen.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';
import { readSimulateOptions } from './config.js';
import { LiveLine } from './live-line.js';
import { exitCodeOf, findingLines, standingFacts, tableOf } from './outcome.rules.js';
import type { SimulateOptions } from './options.js';
import type { Standing } from './outcome.rules.js';
import type { Server } from './server.js';
import { findServer } from './server.js';
import { Simulation } from './simulation.js';
import type { Finding } from './verdict.rules.js';
import { usage } from './usage.js';
import { WhistleNight } from './whistles/night.js';
import { exitCodeOfNight, nightTable } from './whistles/night-outcome.rules.js';

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
    return await (options.story === 'whistles' ? playNight(server, options, signal) : playResponse(server, options, signal));
  } finally {
    await server.leave();
  }
}

async function playResponse(server: Server, options: SimulateOptions, signal: AbortSignal): Promise<number> {
  const { seed, level, minutes, keep, json } = options;
  // A server of our own has as many command points as were asked for: all of them take part.
  const points = server.isOwn ? null : options.points;
  const { line, watcher } = openScreen();
  const spectator = { ...watcher, standing: (standing: Standing) => line.show(standingFacts(standing)) };
  const order = { points, seed, level, windowMs: minutes * 60_000, mark: markOfRun(), keep };
  const outcome = await new Simulation(server, order, spectator, signal).run();
  line.close();
  if (!outcome) return brokenOff;
  tell(tableOf(outcome), outcome, json);
  return exitCodeOf(outcome);
}

async function playNight(server: Server, options: SimulateOptions, signal: AbortSignal): Promise<number> {
  const { seed, whistles, minutes, compression, keep, json } = options;
  const { line, watcher } = openScreen();
  const order = { seed, whistles, minutes, compression, mark: markOfRun(), keep };
  const outcome = await new WhistleNight(server, order, { ...watcher, standing: (facts) => line.show(facts) }, signal).run();
  line.close();
  tell(nightTable(outcome), outcome, json);
  return exitCodeOfNight(outcome);
}

function openScreen(): { line: LiveLine; watcher: { everyMs: number; step(zh: string, en: string): void } } {
  const line = new LiveLine(process.stdout);
  const say = (zh: string, en: string): void => {
    line.close();
    step(zh, en);
  };
  return { line, watcher: { everyMs: line.everyMs, step: say } };
}

/** What sets the titles of this run apart from all others. */
function markOfRun(): string {
  return `模拟 ${uuidv7().slice(-6)}`;
}

function tell(table: string, outcome: { figures: object; findings: Finding[] }, json: string | undefined): void {
  process.stdout.write(`\n${[table, ...findingLines(outcome)].join('\n')}\n\n`);
  if (json) writeFileSync(json, `${JSON.stringify(outcome.figures, null, 2)}\n`);
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
