import type { DataSource } from 'typeorm';

/** The time by which everything is due and stamped: the database's, so that processes agree. Tests put their own in its place. */
export abstract class Clock {
  abstract now(): Date;
}

/** Database time without a query per reading: the offset to this machine's monotonic clock is measured again every 10 s. */
export class DatabaseClock extends Clock {
  private offsetMs = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(private readonly database: DataSource) {
    super();
  }

  static async start(database: DataSource): Promise<DatabaseClock> {
    const clock = new DatabaseClock(database);
    await clock.measure();
    clock.timer = setInterval(() => {
      // An unreachable database keeps the last offset: the monotonic clock goes on.
      clock.measure().catch(() => undefined);
    }, 10_000);
    clock.timer.unref();
    return clock;
  }

  now(): Date {
    return new Date(performance.now() + this.offsetMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async measure(): Promise<void> {
    const before = performance.now();
    const [row] = (await this.database.query('SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms')) as [{ ms: string }];
    this.offsetMs = Number(row.ms) - (before + performance.now()) / 2;
  }
}
