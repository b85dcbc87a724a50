import { Logger } from '@nestjs/common';
import type { Message } from 'kafkajs';
import { isTooLarge } from './failures.js';
import type { ProducerLine } from './producer-line.js';

/** A message on its way: its topic, about how large it is, and what to call it in a log line. */
export type Parcel = { topic: string; message: Message; bytes: number; name: string };

/** Parcels that must arrive in this order and as a whole; those of other publications may pass. */
class Publication {
  readonly arrived: Promise<void>;
  failed = false;
  private succeed!: () => void;
  private refuse!: (error: unknown) => void;

  constructor(private left: number) {
    this.arrived = new Promise((resolve, reject) => {
      this.succeed = resolve;
      this.refuse = reject;
    });
  }

  count(): void {
    this.left -= 1;
    if (this.left === 0) this.succeed();
  }

  fail(error: unknown): void {
    this.failed = true;
    this.refuse(error);
  }
}

type Queued = Parcel & { publication: Publication };

/** No send is larger than this in all, a half of what a batch of one partition may have. */
export const maximumSendBytes = 512 * 1024;

/**
 * One send in flight, whoever publishes: what waits meanwhile goes with the next. A send of one topic that Kafka finds too large is halved, down to
 * the event that is too large alone; that one fails its publication, loudly, and the others go on.
 */
export class Sender {
  produced = 0;
  private readonly logger = new Logger('kafka');
  private readonly tooLarge = new Set<string>();
  private queue: Queued[] = [];
  private running: Promise<void> | undefined;
  private limit = maximumSendBytes;
  private closed = false;

  constructor(private readonly line: Pick<ProducerLine, 'send' | 'close'>) {}

  /** Names of the events that Kafka refuses though each was sent alone: its `max.message.bytes` is too small. */
  get refused(): string[] {
    return [...this.tooLarge];
  }

  /** Resolves when all are durable. If it throws, some may be: the caller repeats from the first that it does not know of. */
  async send(parcels: readonly Parcel[]): Promise<void> {
    if (this.closed) throw new Error('the bus is closed');
    if (parcels.length === 0) return;
    const publication = new Publication(parcels.length);
    for (const parcel of parcels) this.queue.push({ ...parcel, publication });
    this.running ??= this.run();
    await publication.arrived;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    await this.line.close();
  }

  private async run(): Promise<void> {
    // What is published in this same turn goes with the first send.
    await Promise.resolve();
    while (this.queue.length > 0) await this.sendSome(this.take());
    // In the same turn as the last look at the queue, or what comes in between would wait for nobody.
    this.running = undefined;
  }

  /** The first topic's parcels in order, as many as one send may hold. Topics go apart, so that one that is missing does not hold up another. */
  private take(): Queued[] {
    const topic = this.queue[0]?.topic;
    let bytes = 0;
    let isFull = false;
    const taken: Queued[] = [];
    this.queue = this.queue.filter((parcel) => {
      if (parcel.publication.failed) return false;
      if (parcel.topic !== topic || isFull) return true;
      isFull = taken.length > 0 && bytes + parcel.bytes > this.limit;
      if (isFull) return true;
      bytes += parcel.bytes;
      taken.push(parcel);
      return false;
    });
    return taken;
  }

  private async sendSome(parcels: readonly Queued[]): Promise<void> {
    const current = parcels.filter((parcel) => !parcel.publication.failed);
    const [first] = current;
    if (!first) return;
    try {
      await this.line.send(
        first.topic,
        current.map((parcel) => parcel.message),
      );
    } catch (error) {
      if (!isTooLarge(error)) this.failTopic(first.topic, current, error);
      else if (current.length === 1) this.failAlone(first, error);
      else await this.halve(current);
      return;
    }
    this.produced += current.length;
    for (const parcel of current) {
      this.tooLarge.delete(parcel.name);
      parcel.publication.count();
    }
  }

  /** Later sends start at the half that may pass, so that each backlog does not find out again. */
  private async halve(parcels: readonly Queued[]): Promise<void> {
    const bytes = parcels.reduce((sum, parcel) => sum + parcel.bytes, 0);
    this.limit = Math.min(this.limit, Math.ceil(bytes / 2));
    this.logger.warn(`Kafka takes no batch of ${bytes} bytes for ${parcels[0]?.topic}: sends at most ${this.limit} from now on`);
    const middle = Math.ceil(parcels.length / 2);
    await this.sendSome(parcels.slice(0, middle));
    await this.sendSome(parcels.slice(middle));
  }

  /** Kafka is away, or the topic is: whoever waits for it learns it now, not one deadline after the other. */
  private failTopic(topic: string, sent: readonly Queued[], error: unknown): void {
    for (const parcel of [...sent, ...this.queue]) if (parcel.topic === topic) parcel.publication.fail(error);
  }

  private failAlone(parcel: Queued, error: unknown): void {
    if (!this.tooLarge.has(parcel.name)) {
      this.tooLarge.add(parcel.name);
      this.logger.error(
        `Kafka refuses ${parcel.name} of ${parcel.bytes} bytes as too large, and what follows it waits: raise max.message.bytes of ${parcel.topic}`,
      );
    }
    parcel.publication.fail(error);
  }
}
