import type { ServiceName } from '#contracts/events.js';

/**
 * The transport of one service's consumers, the second argument of `@EventPattern`. Each service has its own, so that in a process
 * with several services Nest gives an event to the handlers of each, and one failing handler does not touch another service's.
 */
export function transportOf(service: ServiceName): symbol {
  return Symbol.for(`muster:transport:${service}`);
}
