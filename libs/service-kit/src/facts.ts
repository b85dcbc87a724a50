import type { ServiceName } from '#contracts/events.js';

/** A figure that an operator watches: its name with its unit (`desks_connected`, `oldest_seconds`), what it means, and its value now. */
export type Fact = { name: string; help: string; kind: 'now' | 'total'; read(): number | Promise<number> };

/** Injection token of a service's facts, for the metrics of its process. A service that provides none has none of its own. */
export function factsOf(service: ServiceName): symbol {
  return Symbol.for(`muster:facts:${service}`);
}
