import type { SessionClaims } from '#contracts/access.js';
import { openDatabase } from '#service-kit/database.module.js';
import { isRefused } from '#service-kit/refused.js';
import { FakeAlarmClock, FakeClock } from '#testing/fake-clock.js';
import { servicesOver } from './services.js';

/** What a claimer is told when it starts: whose desk it is, on which database. */
export type ClaimerOptions = { databaseUrl: string; caller: SessionClaims; now: string };
/** One round: the task to acknowledge, under this request id. */
export type ClaimRound = { taskId: string; requestId: string };
/** How it went: the state of the task, or why it was refused. */
export type ClaimResult = { ready: true } | { taskId: string; outcome: string };

/** A desk in a process of its own that acknowledges each task it is told of, as fast as it can, and says how that went. */
async function claim({ databaseUrl, caller, now }: ClaimerOptions): Promise<void> {
  const clock = new FakeClock(now);
  const source = await openDatabase(databaseUrl, 'claimer');
  const { tasks } = servicesOver(source, clock, new FakeAlarmClock(clock));
  const say = (result: ClaimResult): void => void process.send!(result);
  process.on('message', ({ taskId, requestId }: ClaimRound) => {
    tasks.tap(caller, taskId, 'acknowledge', { requestId }).then(
      (task) => say({ taskId, outcome: task.state }),
      (error: unknown) => say({ taskId, outcome: isRefused(error) ? error.code : String(error) }),
    );
  });
  process.once('disconnect', () => void source.destroy());
  say({ ready: true });
}

await claim(JSON.parse(process.argv[2]!) as ClaimerOptions);
