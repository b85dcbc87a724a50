import type { EntityManager } from 'typeorm';
import type { EventData, EventType, ServiceName } from '#contracts/events.js';
import type { DeadLetterCopy } from '#contracts/dead-letter.js';
import type { Envelope } from '#contracts/envelope.js';

/** Shards of every outbox. A key always falls into the same shard; one relay holds a shard at a time. */
export const shardCount = 16;

/** An event that a service says, before it has an id, a sequence and an envelope. */
export type OutgoingEvent<Type extends EventType = EventType> = {
  [T in Type]: {
    type: T;
    /** Ordering key: `activation:unit`, or the incident. */
    key: string;
    exercise: boolean;
    data: EventData<T>;
    /** Part i of n where one fact is told in parts; 1 of 1 if left out. */
    part?: { index: number; total: number };
  };
}[Type];

/**
 * Writes events into the outbox of its service, in the caller's transaction, after the aggregate row was locked or changed there.
 * Sequence numbers come from the key's stream row, locked in key order, so that ids never contradict the state order.
 * Throws EventTooLarge for an event over 256 KB, and InvalidEvent if the data does not fit the contract: both before anything is sent.
 */
export abstract class Outbox {
  abstract append(tx: EntityManager, events: readonly OutgoingEvent[]): Promise<void>;
}

/** A published event as the bus carries it. `shard` and `position` say where it stands in its source's log. */
export type BusRecord = {
  source: ServiceName;
  topic: string;
  key: string;
  shard: number;
  /** Id in the outbox of the source: the relay's order, and the idempotency of a repeated publish. */
  outboxId: string;
  envelope: Envelope;
};

/** What the relay hands to the bus. A bus that reads the outbox itself gets no envelopes: a click would move megabytes for nothing. */
export type OutboxRecord = Omit<BusRecord, 'envelope'> & { envelope?: Envelope };

/** Handles records of one shard in order. It resolves when each is handled, parked or dead-lettered; if it throws, all are delivered again. */
export type BatchHandler = (records: BusRecord[], batch: BatchControl) => Promise<void>;

/** What a long batch uses between its chunks (≤ 2 s each). */
export type BatchControl = {
  /** Says that the batch is alive. */
  heartbeat(): Promise<void>;
  /** True when the shard has gone to another consumer or the bus is closing: stop, another will go on. */
  isStale(): boolean;
};

export type Subscription = { close(): Promise<void> };

/**
 * The event bus: at least once, in order per key, durable, from the beginning of what is retained for a new group. Two
 * implementations (the log in PostgreSQL, Kafka) pass one contract suite. Only the relay calls `publish`.
 */
export abstract class EventBus {
  /** Whether `publish` needs the envelopes (Kafka), or the bus reads them from the outbox (the log in PostgreSQL). */
  abstract readonly carriesEnvelopes: boolean;
  /** Publishes in the given order per key; resolves when all are durable. A failure may leave some published: the relay repeats. */
  abstract publish(records: readonly OutboxRecord[]): Promise<void>;
  abstract subscribe(group: string, topics: readonly string[], handle: BatchHandler): Promise<Subscription>;
  /** How many published records of its topics the group has not handled yet. */
  abstract lag(group: string): Promise<number>;
  /** Per shard of a source, the position up to which every group has read. A shard that is left out holds up nothing (a bus with a log of its own). */
  abstract readByAll(source: ServiceName): Promise<ReadonlyMap<number, string>>;
  /** Copies dead letters to where other systems may read them. A bus without it leaves them to their rows, which are the truth on every bus. */
  copyDeadLetters?(service: ServiceName, letters: readonly DeadLetterCopy[]): Promise<void>;
  abstract close(): Promise<void>;
}

/**
 * The second argument of every `@EventPattern` handler (`@Ctx()`). All effects go through `tx`, in which the inbox rows of this
 * batch were written: throwing undoes both. Handlers get an array of envelopes of one type, in order, already parsed by the contract,
 * all of one click (`correlationId()` is that click's). One that writes nothing under a correlation id may ask for larger arrays, of many
 * clicks, with the extras `{ mixedClicks: true }`.
 */
export type Delivery = {
  tx: EntityManager;
  group: string;
  isStale(): boolean;
};

/** Thrown by a handler: the aggregate is not known *yet*. The event and those behind it with the same key are parked and tried again; alarm after 60 s. */
export class NotYet extends Error {
  constructor(readonly waitingFor: string) {
    super(`not yet: ${waitingFor}`);
  }
}

/** An event that does not fit its contract was about to be written to an outbox: a bug of the writer. */
export class InvalidEvent extends Error {}

/** An event over 256 KB was about to be written to an outbox; it must be told in parts. */
export class EventTooLarge extends Error {}
