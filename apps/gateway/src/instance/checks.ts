import { Logger } from '@nestjs/common';
import type { ServiceName } from '#contracts/events.js';
import type { Instance } from './instance.rules.js';
import type { Instances } from './instances.js';

const everyMs = 2_000;
/** A process that is stopped or overrun accepts connections but does not answer. */
const patienceMs = 1_900;

/** Asks every instance every two seconds whether it lives, so that requests need not find out. */
export class Checks {
  private readonly logger = new Logger('gateway');
  private readonly away = new Set<Instance>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly instances: Instances) {}

  /** Checks once and goes on doing so until `stop`. */
  async start(): Promise<void> {
    await this.round();
    this.timer = setInterval(() => void this.round(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async round(): Promise<void> {
    await Promise.all(this.instances.all().flatMap(([service, instances]) => instances.map((instance) => this.check(service, instance))));
  }

  private async check(service: ServiceName, instance: Instance): Promise<void> {
    const failure = await askLive(instance.url);
    if (failure) this.instances.noteAway(instance);
    else this.instances.noteThere(instance);
    if (failure && !this.away.has(instance)) this.logger.warn(`${service} at ${instance.url} does not answer: ${failure}`);
    if (!failure && this.away.has(instance)) this.logger.log(`${service} at ${instance.url} answers again`);
    if (failure) this.away.add(instance);
    else this.away.delete(instance);
  }
}

/** Why it does not say that it lives, or undefined if it does. */
async function askLive(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(new URL('/health/live', url), { signal: AbortSignal.timeout(patienceMs) });
    await response.arrayBuffer();
    return response.ok ? undefined : `status ${response.status}`;
  } catch (error) {
    const cause = (error as Error).cause as { code?: string } | undefined;
    return cause?.code ?? (error as Error).message;
  }
}
