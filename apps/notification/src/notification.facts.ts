import type { Fact } from '#service-kit/facts.js';
import { RedisFanOut } from './desk/redis.fan-out.js';
import type { DeskRegistry } from './desk/desk.registry.js';
import type { SocketFanOut } from './desk/socket.fan-out.js';

/** What an operator watches of the desks on this node. */
export function notificationFacts(registry: DeskRegistry, fanOut: SocketFanOut): Fact[] {
  const desks: Fact = {
    name: 'desks_connected',
    help: 'Desks and consoles connected to this node',
    kind: 'now',
    read: () => registry.all().length,
  };
  if (!(fanOut instanceof RedisFanOut)) return [desks];
  const { counts } = fanOut;
  return [
    desks,
    { name: 'news_sent', help: 'News for desks that this node gave to the others', kind: 'total', read: () => counts.sent },
    { name: 'news_received', help: 'News for desks that this node got from the others', kind: 'total', read: () => counts.received },
    {
      name: 'news_lost',
      help: 'News that could not be given because Redis was away; the push loop makes up',
      kind: 'total',
      read: () => counts.lost,
    },
  ];
}
