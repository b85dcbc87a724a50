import type { ServiceName } from '#contracts/events.js';
import { services } from '#contracts/events.js';
import { orderOf, passOverMs } from './instance.rules.js';
import type { Instance } from './instance.rules.js';

/** How many instances a service has, and how many of them answer. */
export type Presence = { service: ServiceName; instances: number; answering: number };

/** Who is there: the instances of every service, whose turn it is, and who is passed over for a while. */
export class Instances {
  private readonly of: ReadonlyMap<ServiceName, Instance[]>;
  private readonly turns = new Map<ServiceName, number>();

  constructor(
    urls: Readonly<Record<ServiceName, readonly string[]>>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.of = new Map(services.map((service) => [service, urls[service].map((url) => ({ url, awayUntil: 0, inFlight: 0 }))]));
  }

  /** The next instance for a request that has been to `tried` already; undefined if there is none left. */
  next(service: ServiceName, tried: ReadonlySet<Instance>): Instance | undefined {
    if (tried.size === 0) this.turns.set(service, (this.turns.get(service) ?? -1) + 1);
    return orderOf(this.of.get(service)!, this.turns.get(service) ?? 0, this.now()).find((instance) => !tried.has(instance));
  }

  /** It does not answer: it is passed over for a short time. */
  noteAway(instance: Instance): void {
    instance.awayUntil = this.now() + passOverMs;
  }

  /** It answers. */
  noteThere(instance: Instance): void {
    instance.awayUntil = 0;
  }

  all(): [ServiceName, Instance[]][] {
    return [...this.of];
  }

  presence(): Presence[] {
    const now = this.now();
    return this.all().map(([service, instances]) => ({
      service,
      instances: instances.length,
      answering: instances.filter((instance) => instance.awayUntil <= now).length,
    }));
  }
}
