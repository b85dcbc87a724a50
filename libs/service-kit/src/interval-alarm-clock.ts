import type { LoggerService } from '@nestjs/common';
import { AlarmClock } from './alarm-clock.js';
import type { Sweep } from './alarm-clock.js';

/** Looks every second, and again at once while a sweep finds something. A failed sweep is tried again at the next second. */
export class IntervalAlarmClock extends AlarmClock {
  private readonly sweeps = new Map<string, Looking[]>();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly logger: LoggerService,
    private readonly everyMs = 1_000,
  ) {
    super();
  }

  onDue(name: string, sweep: Sweep): void {
    const looking = new Looking(name, sweep, this.logger);
    this.sweeps.set(name, [...(this.sweeps.get(name) ?? []), looking]);
    this.timers.push(setInterval(() => void looking.start(), this.everyMs));
  }

  /** One look a second is punctual enough in one process. */
  setBell(_name: string, _at: Date): void {}

  async stop(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    await Promise.all([...this.sweeps.values()].flat().map((looking) => looking.stop()));
  }

  /** Looks now, and resolves when the look is over. A name that nobody listens for is looked for in vain. */
  protected async lookNow(name: string): Promise<void> {
    await Promise.all((this.sweeps.get(name) ?? []).map((looking) => looking.startAgain()));
  }
}

/** The looks of one sweep: never two at once. */
class Looking {
  private underWay: Promise<void> | null = null;
  private again = false;
  private stopped = false;

  constructor(
    private readonly name: string,
    private readonly sweep: Sweep,
    private readonly logger: LoggerService,
  ) {}

  /** Looks, unless a look is under way. */
  start(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.underWay ??= this.look().finally(() => (this.underWay = null));
    return this.underWay;
  }

  /** Looks, and once more after a look that is under way: it may have missed what fell due since it began. */
  startAgain(): Promise<void> {
    this.again = true;
    return this.start();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.underWay;
  }

  private async look(): Promise<void> {
    try {
      do {
        this.again = false;
        while (!this.stopped && (await this.sweep()) > 0);
      } while (this.again && !this.stopped);
    } catch (error) {
      this.logger.warn(`sweep ${this.name} failed, the next one takes over: ${String(error)}`);
    }
  }
}
