import { Logger } from '@nestjs/common';
import type { ServiceName } from '#contracts/events.js';
import { backOffMs, Bell } from './bell.js';
import type { EventBus } from './ports.js';
import { RelaySession } from './relay-session.js';

/** What a health check says of a relay. `oldestSeconds` is the age of the oldest unpublished event, 0 if there is none. */
export type RelayHealth = { connected: boolean; shardsHeld: number; unpublished: number; oldestSeconds: number };

/**
 * Publishes what a service's outbox holds: all that is unpublished, in order per key. It alone calls `EventBus.publish`. A lost
 * database ends its session and with it its locks; it opens another with back-off, without limit. Of several processes the first holds all
 * shards, and another has them within a second or so of its end.
 */
export class Relay {
  private readonly logger: Logger;
  private readonly bell = new Bell();
  /** Rung by nothing but the end: a lost session rings the other one, and the wait for the next would be none. */
  private readonly pause = new Bell();
  private session: RelaySession | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly service: ServiceName,
    private readonly databaseUrl: string,
    private readonly bus: EventBus,
    private readonly pollMs = 500,
  ) {
    this.logger = new Logger(`relay ${service}`);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Says that the outbox has something new. Without it the relay looks by itself every `pollMs`. */
  wake(): void {
    this.bell.ring();
  }

  /** Ends after the sends in flight; what is then unpublished goes out at the next start. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    this.pause.ring();
    await this.running;
  }

  /** Facts for health checks and metrics. */
  async health(): Promise<RelayHealth> {
    const session = this.session;
    if (!session?.isAlive) return { connected: false, shardsHeld: 0, unpublished: Number.NaN, oldestSeconds: Number.NaN };
    return { connected: true, shardsHeld: session.shardsHeld, ...(await session.backlog()) };
  }

  private async run(): Promise<void> {
    for (let tries = 0; !this.stopping; tries += 1) {
      const session = new RelaySession(this.service, this.databaseUrl, this.bus, this.bell, this.pollMs);
      try {
        await session.open();
        this.session = session;
        await session.work(
          () => this.stopping,
          () => (tries = 0),
        );
      } catch (error) {
        if (!this.stopping && tries === 0) this.logger.warn(`lost its database, opens another session: ${String(error)}`);
      } finally {
        this.session = undefined;
        await session.close();
      }
      if (!this.stopping) await this.pause.wait(backOffMs(tries));
    }
  }
}
