import type { DataSource } from 'typeorm';
import type { Envelope } from '#contracts/envelope.js';
import type { ServiceName } from '#contracts/events.js';
import { withCorrelation } from '#service-kit/correlation.js';
import { openDatabase } from '#service-kit/database.module.js';
import type { LoginRole } from '#service-kit/migrate.js';
import { FakeClock } from '#testing/fake-clock.js';
import { Consumer } from '../consumer.js';
import type { EventHandler } from '../delivery.js';
import type { Delivery, EventBus, OutgoingEvent } from '../ports.js';
import { PostgresOutbox } from '../postgres-outbox.js';
import { Relay } from '../relay.js';
import type { Site } from './site.js';
import type { Stumble } from './stumbling-bus.js';
import { StumblingBus } from './stumbling-bus.js';
import { TcpProxy } from '#local-services/tcp-proxy.js';

/** What a bus must offer to be tested: one of its own for each process, over the URLs of that process's line to the database. */
export type OpenBus = (urlOf: (role: LoginRole) => string) => Promise<EventBus>;

export type ProcessOptions = {
  /** Whether it relays what `plan` says. */
  relays?: boolean;
  /** As which service it consumes, if at all. */
  consumes?: ServiceName;
  /** Runs in the handler's transaction before the effects of the events are written. */
  before?: (events: readonly Envelope[], delivery: Delivery) => Promise<void> | void;
  stumble?: Stumble;
};

/** One process of a test: plan's outbox and relay, and a consumer whose handler writes one effect per event. It may die at any step. */
export class Process {
  private isDead = false;

  private constructor(
    readonly line: TcpProxy,
    readonly bus: EventBus,
    readonly plan: DataSource,
    readonly outbox: PostgresOutbox,
    readonly relay: Relay,
    readonly consumer: Consumer | undefined,
    private readonly own: DataSource | undefined,
  ) {}

  static async start(site: Site, openBus: OpenBus, options: ProcessOptions = {}): Promise<Process> {
    const line = await TcpProxy.to(site.city.ownerUrl);
    const urlOf = (role: LoginRole): string => line.through(site.city.urlOf(role));
    const bus = new StumblingBus(await openBus(urlOf), options.stumble ?? (() => undefined));
    const plan = await openDatabase(urlOf('plan'), 'test-plan');
    const relay = new Relay('plan', urlOf('plan'), bus);
    const own = options.consumes ? await openDatabase(urlOf(options.consumes), `test-${options.consumes}`) : undefined;
    const consumer = own && options.consumes ? new Consumer(options.consumes, own, bus, handlersOf(options.consumes, options)) : undefined;
    const started = new Process(line, bus, plan, new PostgresOutbox('plan', new FakeClock()), relay, consumer, own);
    if (options.relays ?? true) relay.start();
    await consumer?.start();
    return started;
  }

  /** The database as the consuming service has it. */
  get database(): DataSource {
    if (!this.own) throw new Error('this process consumes nothing');
    return this.own;
  }

  /** Says events in a transaction of their own, under one correlation id, and wakes the relay as the module does. */
  async say(events: readonly OutgoingEvent[], correlation = 'a click'): Promise<void> {
    await this.plan.transaction((tx) => withCorrelation(correlation, () => this.outbox.append(tx, events)));
    this.relay.wake();
  }

  /** Dies: its connections break in the middle of whatever they do, and nothing of it goes on. */
  die(): void {
    if (this.isDead) return;
    this.isDead = true;
    this.line.cut();
    void this.stop();
  }

  async stop(): Promise<void> {
    this.isDead = true;
    await this.consumer?.stop();
    await this.relay.stop();
    await this.bus.close();
    for (const source of [this.own, this.plan]) if (source?.isInitialized) await source.destroy();
    await this.line.close();
  }
}

/** What the consumer of a test does with events: one row of effect for each, in the transaction of the delivery. */
export function handlersOf(service: ServiceName, { before, stumble }: ProcessOptions): Map<string, EventHandler[]> {
  const handle = async (events: Envelope[], delivery: Delivery): Promise<void> => {
    await before?.(events, delivery);
    await delivery.tx.query(
      `INSERT INTO ${service}.effect (key, sequence, type, "eventId", correlation, exercise)
       SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::uuid[], $5::text[], $6::boolean[])`,
      [
        events.map((event) => event.subject),
        events.map((event) => event.sequence),
        events.map((event) => event.type),
        events.map((event) => event.id),
        events.map((event) => event.correlationid),
        events.map((event) => event.exercise),
      ],
    );
    await stumble?.('in the transaction');
  };
  const handler: EventHandler = { mixedClicks: false, handle };
  return new Map([
    ['activation.reported.v1', [handler]],
    ['activation.ended.v1', [handler]],
  ]);
}
