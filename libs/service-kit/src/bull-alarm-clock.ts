import type { LoggerService } from '@nestjs/common';
import { Queue, Worker } from 'bullmq';
import type { Job } from 'bullmq';
import type { Sweep } from './alarm-clock.js';
import type { Clock } from './clock.js';
import { IntervalAlarmClock } from './interval-alarm-clock.js';
import type { ProcessRedis } from './redis.js';

/** A bell rings this much after its moment, so that a process whose clock is a little behind does not look too early. */
const afterMs = 20;
/** Bells that this process set lately and does not set again. */
const remembered = 5_000;

/**
 * The alarm clock of the cluster: the look of every second, and bells in Redis (BullMQ) that make a deadline punctual. There is one bell per
 * sweep and second, whoever sets it; any process that has the sweep may take it. Bells are a convenience: a lost one costs a second, a
 * doubled one finds nothing, and nobody ever waits for Redis.
 */
export class BullAlarmClock extends IntervalAlarmClock {
  /** Bells set by this process, bells that could not be set because Redis was away, and bells that rang here. */
  readonly counts = { set: 0, missed: 0, rang: 0 };
  private readonly belfries = new Map<string, Belfry>();
  private readonly known = new Set<string>();

  constructor(
    private readonly redis: ProcessRedis,
    private readonly clock: Clock,
    private readonly warnings: LoggerService,
    everyMs = 1_000,
  ) {
    super(warnings, everyMs);
  }

  /** The sweeps of one service share a belfry: the first word of their names. */
  override onDue(name: string, sweep: Sweep): void {
    super.onDue(name, sweep);
    const service = serviceOf(name);
    if (this.belfries.has(service)) return;
    this.belfries.set(service, new Belfry(service, this.redis, (rung) => this.ring(rung), this.warnings));
  }

  override setBell(name: string, at: Date): void {
    const waitMs = at.getTime() - this.clock.now().getTime() + afterMs;
    const id = `${name}-${Math.floor(at.getTime() / 1_000)}`;
    if (waitMs <= 0 || this.known.has(id)) return;
    if (this.known.size >= remembered) this.known.clear();
    this.known.add(id);
    const belfry = this.belfries.get(serviceOf(name));
    const hung = belfry ? belfry.hang(name, id, waitMs) : Promise.resolve(false);
    void hung.then((isSet) => {
      this.counts[isSet ? 'set' : 'missed'] += 1;
      if (!isSet) this.known.delete(id);
    });
  }

  /** Ends within a second, also while Redis is away; a look that is under way is waited for. */
  override async stop(): Promise<void> {
    await Promise.all([super.stop(), ...[...this.belfries.values()].map((belfry) => belfry.close())]);
  }

  private async ring(name: string): Promise<void> {
    this.counts.rang += 1;
    await this.lookNow(name);
  }
}

/** The queue of one service's bells and the worker that rings those that are due. */
class Belfry {
  private queue: Queue | null = null;
  private readonly worker: Worker;
  private closing = false;
  private notedAt = -Infinity;

  constructor(
    private readonly service: string,
    private readonly redis: ProcessRedis,
    ring: (name: string) => Promise<void>,
    private readonly logger: LoggerService,
  ) {
    this.worker = new Worker(service, (job: Job) => ring(job.name), {
      ...this.options(),
      connection: redis.patientLine(),
      concurrency: 10,
      // Seconds after which it looks anew: a bell whose process is gone is taken by another.
      drainDelay: 1,
      runRetryDelay: 1_000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    this.worker.on('error', (error) => this.note(error));
  }

  /** Hangs up a bell; answers whether it hangs. Fails in half a second or at once, never loudly: the look of every second is behind it. */
  async hang(name: string, id: string, delay: number): Promise<boolean> {
    if (this.closing || this.redis.isAway()) return false;
    try {
      await this.open().add(name, {}, { jobId: id, delay, removeOnComplete: true, removeOnFail: true });
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    this.closing = true;
    // Without force it would wait for Redis. The looks that bells started are waited for by the clock itself.
    await Promise.all([this.worker.close(true), this.queue?.close()]);
  }

  /** A queue whose first words with Redis were interrupted never works; then the next bell opens another one. */
  private open(): Queue {
    if (this.queue) return this.queue;
    const queue = new Queue(this.service, { ...this.options(), connection: this.redis.commands });
    queue.on('error', (error) => this.note(error));
    queue.waitUntilReady().catch(() => {
      if (this.queue === queue) this.queue = null;
      queue.close().catch(() => undefined);
    });
    this.queue = queue;
    return queue;
  }

  private options(): { prefix: string } {
    return { prefix: `${this.redis.prefix}bell` };
  }

  /** A broken line is said by whoever opened Redis. What Redis itself answers is worth a warning, once a minute at most. */
  private note(error: Error): void {
    if (error.name !== 'ReplyError' || performance.now() - this.notedAt < 60_000) return;
    this.notedAt = performance.now();
    this.logger.warn(`bells of ${this.service}: ${error.message}`, 'redis');
  }
}

function serviceOf(name: string): string {
  return name.split('.')[0]!;
}
