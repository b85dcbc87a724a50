import type { LoggerService } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';

/** An answer that takes longer is none: whoever asked goes on without Redis. */
const answerWithinMs = 500;
/** A line on which nothing comes back for so long is dead, also where the other side only stands still. */
const deadAfterMs = 2_000;
const beatEveryMs = 1_000;
const longestBackOffMs = 2_000;

/** Where Redis is. The prefix keeps installations on one Redis apart; every key and channel starts with it. */
export type RedisAddress = { url: string; prefix: string };

/**
 * Opens a process's Redis. It comes back at once, whether Redis is there or not, and goes on trying for ever. Nothing that is kept in Redis
 * is needed to be right, so that it is away is a warning, said once, and once more when it is back.
 */
export function openRedis(address: RedisAddress, logger: LoggerService): ProcessRedis {
  return new ProcessRedis(address, logger);
}

/** What a process has of Redis: one line for whoever must not wait, and patient lines for what waits in the background. */
export class ProcessRedis {
  readonly prefix: string;
  /** Answers or fails within half a second, at once while Redis is away. Nothing is queued. */
  readonly commands: Redis;
  private readonly patient: Redis[] = [];
  private readonly beats: NodeJS.Timeout[] = [];
  private saidAway = false;
  private closing = false;

  constructor(
    private readonly address: RedisAddress,
    private readonly logger: LoggerService,
  ) {
    this.prefix = address.prefix;
    this.commands = this.open({
      enableOfflineQueue: false,
      commandTimeout: answerWithinMs,
      socketTimeout: deadAfterMs,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
    });
    this.commands.on('close', () => this.sayAway());
    this.commands.on('ready', () => this.sayBack());
    this.keepAwake(this.commands);
  }

  /** Whether Redis cannot be asked at this moment. */
  isAway(): boolean {
    return this.commands.status !== 'ready';
  }

  /** A line whose commands wait for Redis to come back: for subscriptions and for a worker's blocking reads, never for a request. */
  patientLine(): Redis {
    const line = this.open({ maxRetriesPerRequest: null });
    this.patient.push(line);
    return line;
  }

  /** A patient line that only listens. It is asked for a sign of life every second, or a broken one would be noticed by nobody. */
  listeningLine(): Redis {
    const line = this.open({ maxRetriesPerRequest: null, socketTimeout: deadAfterMs, autoResubscribe: true });
    this.patient.push(line);
    this.keepAwake(line);
    return line;
  }

  /** Hangs up, first where others speak to us, last where we ask. Bounded: a Redis that is away is not waited for. */
  async close(): Promise<void> {
    this.closing = true;
    for (const beat of this.beats) clearInterval(beat);
    for (const line of this.patient) line.disconnect();
    // What was said last may still be on its way; half a second is enough for it.
    if (!this.isAway()) await this.commands.ping().catch(() => undefined);
    this.commands.disconnect();
  }

  private open(options: RedisOptions): Redis {
    const line = new Redis(this.address.url, {
      connectTimeout: deadAfterMs,
      retryStrategy: (times: number) => Math.min(longestBackOffMs, 50 * 2 ** Math.min(times, 6)),
      ...options,
    });
    // Every failed attempt to connect is an error here. That Redis is away is said once, where the line closes.
    line.on('error', () => undefined);
    return line;
  }

  private keepAwake(line: Redis): void {
    const beat = setInterval(() => {
      // A beat without an answer closes the line by its socket timeout, which is where it is noticed.
      if (line.status === 'ready') line.ping().catch(() => undefined);
    }, beatEveryMs);
    beat.unref();
    this.beats.push(beat);
  }

  private sayAway(): void {
    if (this.saidAway || this.closing) return;
    this.saidAway = true;
    this.logger.warn('Redis is away: deadlines are found by looking, desks by the push loop, sign-in limits in the database', 'redis');
  }

  private sayBack(): void {
    if (!this.saidAway) return;
    this.saidAway = false;
    this.logger.warn('Redis is back', 'redis');
  }
}
