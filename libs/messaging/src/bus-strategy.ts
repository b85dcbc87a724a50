import type { CustomTransportStrategy, MessageHandler } from '@nestjs/microservices';
import { Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { ServiceName } from '#contracts/events.js';
import type { EventHandler } from './delivery.js';
import { transportOf } from './transport.js';

/** What the strategy drives: a consumer of this service, given the handlers that Nest found. */
export type Listener = { start(handlers: ReadonlyMap<string, readonly EventHandler[]>): Promise<void>; stop(): Promise<void> };

/**
 * Nest's side of a consumer: collects the `@EventPattern` methods of one service and gives them to the wrapper. Two methods for one event
 * run one after the other in the same transaction (Nest would start both at once, and one could go on after the other's rollback).
 */
export class BusStrategy extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly collected = new Map<string, EventHandler[]>();

  constructor(
    readonly service: ServiceName,
    private readonly listener: Listener,
  ) {
    super();
    this.setTransportId(transportOf(service));
  }

  override addHandler(pattern: unknown, callback: MessageHandler, isEventHandler = false, extras: Record<string, unknown> = {}): void {
    if (typeof pattern !== 'string' || !isEventHandler)
      throw new Error(`${JSON.stringify(pattern)}: only @EventPattern with the name of an event`);
    super.addHandler(pattern, callback, false, extras);
    const handler: EventHandler = {
      mixedClicks: extras.mixedClicks === true,
      // The RPC proxy does not throw: it returns an Observable that holds the error, and an unsubscribed error is lost.
      handle: async (events, delivery) => {
        const result: unknown = await callback(events, delivery);
        return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
      },
    };
    this.collected.set(pattern, [...(this.collected.get(pattern) ?? []), handler]);
  }

  listen(callback: (error?: unknown) => void): void {
    this.listener.start(this.collected).then(
      () => callback(),
      (error: unknown) => callback(error),
    );
  }

  async close(): Promise<void> {
    await this.listener.stop();
  }

  on(): void {
    throw new Error('this transport has no events of its own');
  }

  unwrap<T>(): T {
    throw new Error('this transport has no driver to give');
  }
}
