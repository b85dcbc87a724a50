import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { withCorrelation } from '#service-kit/correlation.js';
import type { Inbox } from './inbox.js';
import type { Incoming } from './incoming.js';
import type { Delivery } from './ports.js';
import type { Envelope } from '#contracts/envelope.js';
import type { ServiceName } from '#contracts/events.js';
import { byCorrelation } from './runs.rules.js';

/** What a service does with the events of one type. `mixedClicks`: it may get events of different clicks in one array. */
export type EventHandler = { mixedClicks: boolean; handle(events: Envelope[], delivery: Delivery): Promise<unknown> };

/** Work of the wrapper in the same transaction, before the handler; false means that somebody else has done it and the event is left alone. */
export type Claim = (tx: EntityManager) => Promise<boolean>;

/** One transaction per delivery: the inbox rows, the handlers on what is new, and all their effects; or nothing of it. */
export class Deliverer {
  private readonly logger: Logger;

  constructor(
    private readonly service: ServiceName,
    private readonly database: DataSource,
    private readonly inbox: Inbox,
    private readonly handlers: ReadonlyMap<string, readonly EventHandler[]>,
  ) {
    this.logger = new Logger(`consumer ${service}`);
  }

  handles(type: string): boolean {
    return this.handlers.has(type);
  }

  /** Delivers events of one type, in order. Throws what the handler threw, after undoing everything. Returns how many were new. */
  async deliver(items: readonly Incoming[], isStale: () => boolean, claim?: Claim): Promise<number> {
    const type = items[0]?.type;
    if (type === undefined) return 0;
    const handlers = this.handlers.get(type) ?? [];
    const fresh = await this.database.transaction(async (tx) => {
      if (claim && !(await claim(tx))) return [];
      const received = await this.inbox.receive(tx, type, items);
      const delivery: Delivery = { tx, group: this.service, isStale };
      for (const handler of received.length > 0 ? handlers : []) await this.hand(handler, received, delivery);
      return received;
    });
    if (!handlers.every((handler) => handler.mixedClicks)) this.note(type, fresh);
    return fresh.length;
  }

  /** One line per click, so that it can be followed through the services by its correlation id. Taps come by the thousand, and are not noted. */
  private note(type: string, fresh: readonly Incoming[]): void {
    for (const group of byCorrelation([...fresh])) {
      const click = group[0]?.envelope.correlationid;
      if (click !== undefined) withCorrelation(click, () => this.logger.log(`${type}: ${group.length} handled`));
    }
  }

  private async hand(handler: EventHandler, items: Incoming[], delivery: Delivery): Promise<void> {
    for (const group of handler.mixedClicks ? [items] : byCorrelation(items)) {
      const [first] = group;
      if (!first) continue;
      await withCorrelation(first.envelope.correlationid, () =>
        handler.handle(
          group.map((item) => item.envelope),
          delivery,
        ),
      );
    }
  }
}
