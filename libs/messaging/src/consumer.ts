import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { ServiceName } from '#contracts/events.js';
import { events } from '#contracts/events.js';
import { isRefused } from '#service-kit/refused.js';
import type { Claim, EventHandler } from './delivery.js';
import { Deliverer } from './delivery.js';
import { judge } from './failure.rules.js';
import { Inbox } from './inbox.js';
import type { Incoming, Misfit } from './incoming.js';
import { lineOf, parseRecord, typeOf, unknownType } from './incoming.js';
import { Parking } from './parking.js';
import type { BatchControl, BusRecord, EventBus, NotYet, Subscription } from './ports.js';
import { runsOf } from './runs.rules.js';

/** How often an event that fails while the database answers is tried before it is set aside, with the waits between. */
const tries = 3;
const waitBetweenTriesMs = 100;

/** What became of one event that was delivered alone. */
export type Outcome = 'handled' | 'refused' | 'parked' | 'buried';

/**
 * How one event is delivered: `claim` runs in each transaction that decides its outcome; `notYet` notes that it goes on waiting (without it,
 * the event is parked); `failed` takes over at the first bug (without it, it is tried again and set aside); `isStale` says that somebody else has
 * the shard now.
 */
export type AloneOptions = {
  claim?: Claim;
  notYet?: (waitingFor: string) => Promise<void>;
  failed?: (error: string) => Promise<never>;
  isStale?: () => boolean;
};

/** Counts since the start, for metrics. */
export type ConsumerCounts = { handled: number; refused: number; parked: number; buried: number };

/**
 * The reliability wrapper around a service's handlers: each event takes effect once, in order per key. A refusal drops the event alone, an
 * unknown aggregate parks it with what follows it, an outage is waited out by the bus, and only what fails while the database answers
 * becomes a dead letter.
 */
export class Consumer {
  readonly counts: ConsumerCounts = { handled: 0, refused: 0, parked: 0, buried: 0 };
  readonly parking: Parking;
  private readonly logger: Logger;
  private readonly inbox: Inbox;
  private readonly deliverer: Deliverer;
  private subscription: Promise<Subscription> | undefined;

  constructor(
    private readonly service: ServiceName,
    private readonly database: DataSource,
    private readonly bus: EventBus,
    private readonly handlers: ReadonlyMap<string, readonly EventHandler[]>,
  ) {
    this.logger = new Logger(`consumer ${service}`);
    this.inbox = new Inbox(service);
    this.deliverer = new Deliverer(service, database, this.inbox, handlers);
    this.parking = new Parking(service, database, this);
  }

  /** Subscribes to the topics of all handlers, as one consumer group named like the service. */
  async start(): Promise<void> {
    const topics = new Set([...this.handlers.keys()].map((type) => topicOf(type)));
    if (topics.size === 0) return;
    this.parking.start();
    this.subscription ??= this.bus.subscribe(this.service, [...topics], (records, batch) => this.takeBatch(records, batch));
    await this.subscription;
  }

  async stop(): Promise<void> {
    await (await this.subscription)?.close();
    this.subscription = undefined;
    await this.parking.stop();
  }

  /** Handles a batch of one shard. Throws only for what the bus must wait out; then all is delivered again, and the inbox passes over what was done. */
  async takeBatch(records: readonly BusRecord[], batch: BatchControl): Promise<void> {
    const incoming: Incoming[] = [];
    for (const record of records) {
      const type = typeOf(record);
      if (!this.deliverer.handles(type) && type !== unknownType) continue;
      const parsed = parseRecord(record);
      if ('reason' in parsed) await this.bury(parsed, { reason: 'contract', error: parsed.reason, tries: 1 });
      else incoming.push(parsed);
    }
    if (incoming.length === 0) return;
    const waiting = await this.inbox.waitingLines(this.database.manager, incoming);
    for (const run of runsOf(incoming)) {
      await this.takeRun(run, waiting, batch);
    }
    this.parking.somethingHappened();
  }

  /** One run in one transaction; if it fails, its halves, down to the event that fails alone. The order stays. */
  private async takeRun(run: readonly Incoming[], waiting: Set<string>, batch: BatchControl): Promise<void> {
    await batch.heartbeat();
    if (batch.isStale()) throw new Error('the shard has gone to another consumer');
    const behind = run.filter((item) => waiting.has(lineOf(item)));
    if (behind.length > 0) await this.park(behind, 'an earlier event of the same key');
    const items = run.filter((item) => !waiting.has(lineOf(item)));
    const [only] = items;
    if (!only) return;
    if (items.length === 1) {
      if ((await this.deliverAlone(only, { isStale: () => batch.isStale() })) === 'parked') waiting.add(lineOf(only));
      return;
    }
    try {
      this.countHandled(await this.deliverer.deliver(items, () => batch.isStale()));
    } catch (error) {
      if (judge(error) === 'outage') throw error;
      const middle = Math.ceil(items.length / 2);
      await this.takeRun(items.slice(0, middle), waiting, batch);
      await this.takeRun(items.slice(middle), waiting, batch);
    }
  }

  /** Delivers one event until its outcome is certain. Throws for an outage, and when the shard has gone elsewhere. */
  async deliverAlone(item: Incoming, { claim, notYet, failed, isStale = () => false }: AloneOptions = {}): Promise<Outcome> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.countHandled(await this.deliverer.deliver([item], isStale, claim));
        return 'handled';
      } catch (error) {
        const judgement = judge(error);
        if (judgement === 'outage' || isStale()) throw error;
        if (judgement === 'refused') return this.drop(item, error, claim);
        if (judgement === 'not-yet') {
          const { waitingFor } = error as NotYet;
          await (notYet ? notYet(waitingFor) : this.park([item], waitingFor, claim));
          return 'parked';
        }
        // A bug is only what fails while the database answers.
        await this.database.query('SELECT 1');
        if (failed) return failed(wordsOf(error));
        if (attempt === tries) return this.bury(item, { reason: 'repeated-error', error: wordsOf(error), tries }, claim);
        await new Promise((resolve) => setTimeout(resolve, waitBetweenTriesMs * attempt));
      }
    }
  }

  /** Several shards count at once: the sum is read only after the waiting. */
  private countHandled(events: number): void {
    this.counts.handled += events;
  }

  private async drop(item: Incoming, error: unknown, claim?: Claim): Promise<Outcome> {
    await this.database.transaction(async (tx) => {
      if (!claim || (await claim(tx))) await this.inbox.receive(tx, item.type, [item]);
    });
    this.counts.refused += 1;
    this.logger.log(`${item.type} ${item.eventId} dropped: refused with ${isRefused(error) ? error.code : String(error)}`);
    return 'refused';
  }

  private async park(items: readonly Incoming[], waitingFor: string, claim?: Claim): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!claim || (await claim(tx))) await this.inbox.park(tx, items, waitingFor);
    });
    this.counts.parked += items.length;
    this.parking.noteParked(items, waitingFor);
  }

  /** Sets an event aside, with an alarm: it can be replayed. */
  async bury(item: Incoming | Misfit, why: { reason: string; error: string; tries: number }, claim?: Claim): Promise<Outcome> {
    await this.database.transaction(async (tx) => {
      if (!claim || (await claim(tx))) await this.inbox.bury(tx, item, why);
    });
    this.counts.buried += 1;
    this.logger.error(`dead letter: ${item.type} ${item.eventId} of ${item.key} (${why.reason}): ${why.error}`);
    return 'buried';
  }
}

function topicOf(type: string): string {
  if (!(type in events)) throw new Error(`a handler listens to ${type}, which is no event of the contracts`);
  return events[type as keyof typeof events].topic;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
}
