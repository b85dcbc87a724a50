import type { LoggerService } from '@nestjs/common';
import { AlarmClock } from './alarm-clock.js';
import type { Sweep } from './alarm-clock.js';

/** Looks every second, and again at once while a sweep finds something. A failed sweep is tried again at the next second. */
export class IntervalAlarmClock extends AlarmClock {
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    private readonly logger: LoggerService,
    private readonly everyMs = 1_000,
  ) {
    super();
  }

  onDue(name: string, sweep: Sweep): void {
    let busy = false;
    const look = async (): Promise<void> => {
      if (busy || this.stopped) return;
      busy = true;
      try {
        while (!this.stopped && (await sweep()) > 0);
      } catch (error) {
        this.logger.warn(`sweep ${name} failed, the next one takes over: ${String(error)}`);
      } finally {
        busy = false;
      }
    };
    this.timers.push(
      setInterval(() => {
        const run = look().finally(() => this.running.delete(run));
        this.running.add(run);
      }, this.everyMs),
    );
  }

  /** One look a second is punctual enough in one process. */
  setBell(): void {}

  async stop(): Promise<void> {
    this.stopped = true;
    this.timers.forEach((timer) => clearInterval(timer));
    await Promise.all(this.running);
  }
}
