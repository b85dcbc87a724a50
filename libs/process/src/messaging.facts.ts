import type { MessagingState, ServiceMessaging } from '#messaging/service-messaging.js';
import type { Fact } from '#service-kit/facts.js';

const figures: [name: string, help: string, kind: Fact['kind'], of: (state: MessagingState) => number][] = [
  ['events_unpublished', 'Events in the outbox that the bus does not have yet', 'now', ({ relay }) => relay.unpublished],
  ['events_unpublished_oldest_seconds', 'Age of the oldest of them', 'now', ({ relay }) => relay.oldestSeconds],
  ['relay_shards_held', 'Shards of the outbox that this process publishes, of 16', 'now', ({ relay }) => relay.shardsHeld],
  ['events_handled', 'Events that had their effect', 'total', ({ consumer }) => consumer.handled],
  ['events_refused', 'Events dropped by state', 'total', ({ consumer }) => consumer.refused],
  ['events_parked', 'Events that had to wait for another one', 'total', ({ consumer }) => consumer.parked],
  ['events_waiting', 'Events that wait for another one now', 'now', ({ consumer }) => consumer.waiting],
  ['events_dead_lettered', 'Events set aside as dead letters', 'total', ({ consumer }) => consumer.buried],
];

/** The figures of one service's messaging. One look at the database serves all of one reading. */
export function messagingFacts(messaging: ServiceMessaging): Fact[] {
  let look: Promise<MessagingState> | undefined;
  const state = (): Promise<MessagingState> => {
    look ??= messaging.state().finally(() => (look = undefined));
    return look;
  };
  // What is away is left out of the reading: other figures say so.
  const unknown = (): number => Number.NaN;
  return [
    ...figures.map(([name, help, kind, of]): Fact => ({ name, help, kind, read: () => state().then(of, unknown) })),
    {
      name: 'events_behind',
      help: 'Published events that the service has not handled yet',
      kind: 'now',
      read: () => messaging.lag().catch(unknown),
    },
  ];
}
