import type { ServiceName } from '#contracts/events.js';
import type { BatchHandler, OutboxRecord, Subscription } from '../ports.js';
import { EventBus } from '../ports.js';

/** The steps of an event's way at which a process of a test may die. */
export const steps = ['before publish', 'after publish', 'before handling', 'in the transaction', 'after handling'] as const;
export type Step = (typeof steps)[number];

/** Called at each step; it may throw, wait, or end the process. */
export type Stumble = (step: Step) => Promise<void> | void;

/** A bus that passes everything on and calls `stumble` around it, whatever bus is underneath. */
export class StumblingBus extends EventBus {
  readonly carriesEnvelopes: boolean;
  override readonly copyDeadLetters: EventBus['copyDeadLetters'];

  constructor(
    private readonly bus: EventBus,
    private readonly stumble: Stumble,
  ) {
    super();
    this.carriesEnvelopes = bus.carriesEnvelopes;
    this.copyDeadLetters = bus.copyDeadLetters?.bind(bus);
  }

  async publish(records: readonly OutboxRecord[]): Promise<void> {
    await this.stumble('before publish');
    await this.bus.publish(records);
    await this.stumble('after publish');
  }

  subscribe(group: string, topics: readonly string[], handle: BatchHandler): Promise<Subscription> {
    return this.bus.subscribe(group, topics, async (records, batch) => {
      await this.stumble('before handling');
      await handle(records, batch);
      await this.stumble('after handling');
    });
  }

  lag(group: string): Promise<number> {
    return this.bus.lag(group);
  }

  readByAll(source: ServiceName): Promise<ReadonlyMap<number, string>> {
    return this.bus.readByAll(source);
  }

  close(): Promise<void> {
    return this.bus.close();
  }
}
