import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { LineState } from '#local-services/tcp-proxy.js';
import type { ClusterUnderTest } from './cluster-under-test.js';
import type { Fault } from './fault.rules.js';
import { isMeant } from './fault.rules.js';

const open: LineState = { latencyMs: 0, jitterMs: 0, state: 'open' };
const soonMs = 90_000;
const backWithinMs = 90_000;

/** Does faults to a cluster. */
export class Injector {
  /** Whoever slows or cuts a line that another fault still has in hand leaves it to the last of them to mend it. */
  private readonly inHand = new Map<string, number>();

  constructor(private readonly cluster: ClusterUnderTest) {}

  /** Does one fault; fulfilled when it is over, which is when healing begins. */
  async strike(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case 'kill':
        return this.kill(fault.process);
      case 'freeze':
        return this.freeze(fault.process, fault.forMs);
      case 'flush-redis':
        return this.flushRedis();
      case 'drop-connections':
        return this.dropConnections(fault.of);
      case 'slow-lines':
        return this.disturbLines(fault.lines, { latencyMs: fault.latencyMs, jitterMs: fault.jitterMs, state: 'open' }, fault.forMs);
      case 'cut-lines':
        return this.disturbLines(fault.lines, { ...open, state: 'cut' }, fault.forMs);
      case 'hold-lines':
        return this.disturbLines(fault.lines, { ...open, state: 'held' }, fault.forMs);
      case 'kafka-away':
        return this.takeKafkaAway(fault.forMs);
    }
  }

  /** Waits for a process that is being started again: a fault that hits nobody proves nothing. */
  private async living(name: string): Promise<number> {
    const until = performance.now() + soonMs;
    for (;;) {
      const pid = this.cluster.pidOf(name);
      if (pid !== undefined && signal(pid, 0)) return pid;
      if (performance.now() > until) throw new Error(`${name} does not run, nothing can be done to it`);
      await sleep(100);
    }
  }

  /** For Kafka and Redis it is over when they answer again: how fast a Java starts says nothing about the platform. */
  private async kill(name: string): Promise<void> {
    const pid = await this.living(name);
    process.kill(pid, 'SIGKILL');
    if (name === 'kafka' || name === 'redis') await this.untilBack(name, pid);
  }

  private async untilBack(name: string, formerPid: number): Promise<void> {
    const until = performance.now() + backWithinMs;
    while (this.cluster.pidOf(name) === formerPid) {
      if (performance.now() > until) throw new Error(`${name} was not started again in ${backWithinMs} ms`);
      await sleep(50);
    }
  }

  private async freeze(name: string, forMs: number): Promise<void> {
    const pid = await this.living(name);
    signal(pid, 'SIGSTOP');
    await sleep(forMs);
    // It may have been killed meanwhile.
    signal(pid, 'SIGCONT');
  }

  private async flushRedis(): Promise<void> {
    // It may be starting again, or stand still: then it is flushed when it answers.
    const redis = new Redis(this.cluster.state.redis.url, { maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    await redis.flushall();
    redis.disconnect();
  }

  private async dropConnections(of: string): Promise<void> {
    await this.cluster.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE usename LIKE 'muster\\_%' AND usename <> current_user AND (usename = 'muster_' || $1 OR $1 = 'all')`,
      [of],
    );
  }

  private async disturbLines(lines: string, state: LineState, forMs: number): Promise<void> {
    const names = (this.cluster.state.lines?.names ?? []).filter((name) => isMeant(lines, name));
    for (const name of names) {
      this.inHand.set(name, (this.inHand.get(name) ?? 0) + 1);
      await this.cluster.changeLine(name, state);
    }
    await sleep(forMs);
    for (const name of names) {
      const others = this.inHand.get(name)! - 1;
      this.inHand.set(name, others);
      if (others === 0) await this.cluster.changeLine(name, open);
    }
  }

  /** Killed, and out of reach although it is started again: until the time is over and it answers. Without a line it stands still instead. */
  private async takeKafkaAway(forMs: number): Promise<void> {
    if (!this.cluster.state.lines?.names.includes('kafka')) return this.freeze('kafka', forMs);
    const pid = await this.living('kafka');
    process.kill(pid, 'SIGKILL');
    await this.disturbLines('kafka', { ...open, state: 'cut' }, forMs);
    await this.untilBack('kafka', pid);
  }
}

/** False if there is no such process. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}
