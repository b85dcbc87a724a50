import type { ModulesContainer } from '@nestjs/core';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ServiceName } from '#contracts/events.js';
import type { ConsumerCounts } from './consumer.js';
import { Consumer } from './consumer.js';
import { DeadLetterCopies } from './dead-letter-copies.js';
import type { EventHandler } from './delivery.js';
import type { EventBus } from './ports.js';
import { wroteEvents } from './postgres-outbox.js';
import type { RelayHealth } from './relay.js';
import { Relay } from './relay.js';
import type { RetentionDays } from './retention.js';
import { Retention } from './retention.js';

/** What may be said otherwise than usual: how long messages are kept, and how often the relay looks without being woken. */
export type MessagingOptions = { retention?: RetentionDays; relayPollMs?: number };

/** How a service's messaging stands, as far as this process and the database know. */
export type MessagingState = { relay: RelayHealth; consumer: ConsumerCounts & { waiting: number } };

/** The running parts of one service's messaging. The relay lives as long as the application, the consumer from listening to shutdown. */
export class ServiceMessaging implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private source: DataSource | undefined;
  private relay: Relay | undefined;
  private consumer: Consumer | undefined;
  private retention: Retention | undefined;
  private copies: DeadLetterCopies | undefined;

  constructor(
    readonly service: ServiceName,
    private readonly bus: EventBus,
    private readonly modules: ModulesContainer,
    private readonly options: MessagingOptions = {},
  ) {}

  /** The database of the service: that of the module that imports this one. */
  database(): DataSource {
    this.source ??= this.findDatabase();
    return this.source;
  }

  onApplicationBootstrap(): void {
    if (this.relay) return;
    const database = this.database();
    const { url } = database.options as { url?: string };
    if (!url) throw new Error(`the database of ${this.service} has no URL, which its relay needs for a connection of its own`);
    const relay = new Relay(this.service, url, this.bus, this.options.relayPollMs);
    // After the commit, not at the write: an earlier look would find nothing. No NOTIFY: it serialises commits.
    database.subscribers.push({
      afterTransactionCommit: ({ queryRunner }) => {
        if (queryRunner.isTransactionActive || !queryRunner.data[wroteEvents]) return;
        queryRunner.data[wroteEvents] = false;
        relay.wake();
      },
    });
    this.relay = relay;
    this.retention = new Retention(this.service, database, this.bus, this.options.retention);
    relay.start();
    this.retention.start();
    if (!this.bus.copyDeadLetters) return;
    this.copies = new DeadLetterCopies(this.service, database, this.bus.copyDeadLetters.bind(this.bus));
    this.copies.start();
  }

  /** The consumer once the service listens; a replay needs its handlers. */
  listening(): Consumer {
    if (!this.consumer) throw new Error(`${this.service} does not listen to the bus in this process`);
    return this.consumer;
  }

  async start(handlers: ReadonlyMap<string, readonly EventHandler[]>): Promise<void> {
    this.consumer ??= new Consumer(this.service, this.database(), this.bus, handlers);
    await this.consumer.start();
  }

  async stop(): Promise<void> {
    await this.consumer?.stop();
  }

  /** Consumers first, then the relay: what the last handlers said still goes out, and the pools close after both. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
    await this.retention?.stop();
    await this.copies?.stop();
    await this.relay?.stop();
  }

  async state(): Promise<MessagingState> {
    const relay = this.relay
      ? await this.relay.health()
      : { connected: false, shardsHeld: 0, unpublished: Number.NaN, oldestSeconds: Number.NaN };
    const counts = this.consumer?.counts ?? { handled: 0, refused: 0, parked: 0, buried: 0 };
    return { relay, consumer: { ...counts, waiting: this.consumer?.parking.count ?? 0 } };
  }

  /** How many published events this service has not handled yet, whoever is asked. It asks the bus. */
  async lag(): Promise<number> {
    return this.consumer ? this.bus.lag(this.service) : 0;
  }

  private findDatabase(): DataSource {
    const all = [...this.modules.values()];
    const own = all.find((module) => module.getProviderByKey(ServiceMessaging)?.instance === this);
    const parents = all.filter((module) => own !== undefined && module.imports.has(own));
    for (const module of parents.flatMap((parent) => [parent, ...parent.imports])) {
      const found: unknown = module.getProviderByKey(DataSource)?.instance;
      if (found instanceof DataSource) return found;
    }
    throw new Error(`no module that imports the messaging of ${this.service} has a DataSource`);
  }
}
