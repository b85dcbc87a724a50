import { Logger } from '@nestjs/common';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { backOffMs, Bell } from '../bell.js';
import type { BatchHandler } from '../ports.js';
import { Trouble } from '../trouble.js';
import { recordOf } from './cloud-event.message.js';
import { within } from './deadline.js';
import { isMembershipLost } from './failures.js';
import { briefRetry } from './kafka-client.js';

/**
 * How a group reads. A member that is stopped loses its partitions after `sessionMs`. `silentMs`: a consumer that neither fetched nor was heard
 * for so long is given up (longer than a rebalance may take). `partitionsAtOnce`: how many partitions are handled at the same time.
 */
export type ReadOptions = {
  sessionMs: number;
  heartbeatMs: number;
  rebalanceMs: number;
  silentMs: number;
  maximumWaitMs: number;
  partitionsAtOnce: number;
};

/** Records that are handled, resolved and committed together. */
const maximumRecords = 500;

/** What a reader is given: which group reads which topics, and who handles what it reads. */
export type Reading = { groupId: string; topics: ReadonlyMap<string, string>; handle: BatchHandler };

/**
 * One life of a group's consumer: from joining until it crashes, stops, falls silent, or is ended. It never comes back by itself; whoever
 * started it starts another, so that there is one way of revival for every kind of end.
 */
export class GroupReader {
  consumed = 0;
  /** When the oldest message in hand, or waiting after a failure, was sent (ms since 1970), per partition. */
  readonly inHand = new Map<string, number>();
  private readonly logger: Logger;
  private readonly trouble: Trouble;
  private readonly consumer: Consumer;
  private readonly bell = new Bell();
  private readonly failures = new Map<string, number>();
  private readonly resting = new Set<NodeJS.Timeout>();
  private watch: NodeJS.Timeout | undefined;
  private over: string | undefined;
  private joining: Promise<void> | undefined;
  private membershipLost: unknown;
  private beat: (() => Promise<void>) | undefined;
  private heardAt = performance.now();
  private ended = false;

  constructor(
    kafka: Kafka,
    private readonly reading: Reading,
    private readonly options: ReadOptions,
  ) {
    this.logger = new Logger(`kafka ${reading.groupId}`);
    this.trouble = new Trouble(this.logger);
    this.consumer = kafka.consumer({
      groupId: reading.groupId,
      sessionTimeout: options.sessionMs,
      heartbeatInterval: options.heartbeatMs,
      rebalanceTimeout: options.rebalanceMs,
      maxWaitTimeInMs: options.maximumWaitMs,
      allowAutoTopicCreation: false,
      retry: { ...briefRetry, restartOnFailure: async () => false },
    });
    const { CRASH, STOP, DISCONNECT, FETCH, HEARTBEAT, GROUP_JOIN } = this.consumer.events;
    this.consumer.on(CRASH, ({ payload }) => this.finish(`it crashed: ${payload.error.message}`));
    // A crash is told after the stop that it causes, and knows the reason.
    this.consumer.on(STOP, () => void setImmediate(() => this.finish('it stopped')));
    this.consumer.on(DISCONNECT, () => void setImmediate(() => this.finish('it disconnected')));
    this.consumer.on(FETCH, () => this.hear());
    this.consumer.on(HEARTBEAT, () => this.hear());
    this.consumer.on(GROUP_JOIN, () => this.startAnew());
  }

  /** Resolves when it has joined its group, and throws if Kafka or a topic is away. */
  async join(): Promise<void> {
    this.joining = (async () => {
      await this.consumer.connect();
      await this.consumer.subscribe({ topics: [...this.reading.topics.keys()], fromBeginning: true });
      await this.consumer.run({
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: this.options.partitionsAtOnce,
        eachBatch: (batch) => this.take(batch),
      });
    })();
    await within(2 * this.options.rebalanceMs, 'joining the group', this.joining);
    // kafkajs does not throw here when it could not join: it crashes.
    if (this.over !== undefined) throw new Error(this.over);
    this.hear();
    this.watch = setInterval(() => this.keepAlive(), this.options.heartbeatMs).unref();
  }

  /** Resolves with the reason when this life is over. */
  async untilOver(): Promise<string> {
    while (this.over === undefined) await this.bell.wait(this.options.silentMs);
    return this.over;
  }

  /**
   * Leaves the group after the batches in hand, which see `isStale()`; it waits for them no longer than `patienceMs`. Who leaves in the
   * middle of joining would keep the others of the group waiting for a session's time, so it joins first.
   */
  async end(patienceMs: number): Promise<void> {
    this.ended = true;
    this.finish('it was ended');
    clearInterval(this.watch);
    for (const timer of this.resting) clearTimeout(timer);
    const joined = (this.joining ?? Promise.resolve()).catch(() => undefined);
    const leaving = joined.then(() => this.consumer.disconnect());
    try {
      await within(patienceMs, 'leaving the group', leaving);
    } catch (error) {
      this.logger.debug(`ends later: ${String(error)}`);
      leaving.catch((late: unknown) => this.logger.debug(String(late)));
    }
  }

  private finish(why: string): void {
    this.over ??= why;
    this.bell.ring();
  }

  /** A new assignment: other partitions may be ours now, and none of them has failed yet. */
  private startAnew(): void {
    this.membershipLost = undefined;
    this.failures.clear();
    this.inHand.clear();
    this.hear();
  }

  private hear(): void {
    this.heardAt = performance.now();
  }

  /** While batches are handled nobody fetches: this says for them that the member lives. */
  private keepAlive(): void {
    if (performance.now() - this.heardAt > this.options.silentMs) this.finish(`it was silent for ${this.options.silentMs} ms`);
    if (this.inHand.size > 0) void this.beat?.();
  }

  private async take(batch: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = batch.batch;
    const place = `${topic}/${partition}`;
    const heartbeat = (): Promise<void> => this.heartbeat(batch);
    const isStale = (): boolean => this.ended || this.membershipLost !== undefined || !batch.isRunning();
    this.beat = heartbeat;
    try {
      for (let at = 0; at < messages.length && !isStale(); at += maximumRecords) {
        const chunk = messages.slice(at, at + maximumRecords);
        this.inHand.set(place, Number(chunk[0]?.timestamp));
        if (!(await this.hand(topic, partition, chunk, { heartbeat, isStale }))) {
          if (!isStale()) this.retryLater(place, batch);
          break;
        }
        this.failures.delete(place);
        if (this.failures.size === 0) this.trouble.over('handles again');
        this.consumed += chunk.length;
        batch.resolveOffset(chunk.at(-1)?.offset ?? '');
      }
    } finally {
      if (!this.failures.has(place)) this.inHand.delete(place);
    }
    // kafkajs joins again when a batch throws what Kafka said.
    if (this.membershipLost !== undefined) throw this.membershipLost as Error;
  }

  /** False if the handler threw, which it does for an outage: then the same messages come again. */
  private async hand(
    topic: string,
    partition: number,
    messages: KafkaMessage[],
    control: { heartbeat(): Promise<void>; isStale(): boolean },
  ): Promise<boolean> {
    const name = this.reading.topics.get(topic) ?? topic;
    try {
      await this.reading.handle(
        messages.map((message) => recordOf(name, partition, message)),
        control,
      );
      return true;
    } catch (error) {
      const tries = (this.failures.get(`${topic}/${partition}`) ?? 0) + 1;
      if (!control.isStale()) this.trouble.tell(`${topic}/${partition} cannot be handled (try ${tries}), goes on trying: ${String(error)}`);
      return false;
    }
  }

  /** The partition alone rests; the others are read meanwhile. Nothing of the failed part is resolved, so it is read again. */
  private retryLater(place: string, batch: EachBatchPayload): void {
    const failures = this.failures.get(place) ?? 0;
    this.failures.set(place, failures + 1);
    const resume = batch.pause();
    const timer = setTimeout(() => {
      this.resting.delete(timer);
      resume();
    }, backOffMs(failures));
    this.resting.add(timer.unref());
  }

  private async heartbeat(batch: EachBatchPayload): Promise<void> {
    try {
      await batch.heartbeat();
    } catch (error) {
      if (isMembershipLost(error)) this.membershipLost ??= error;
      else this.logger.debug(`a heartbeat failed: ${String(error)}`);
    }
  }
}
