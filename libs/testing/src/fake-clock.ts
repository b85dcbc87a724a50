import { AlarmClock } from '#service-kit/alarm-clock.js';
import type { Sweep } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';

/** A span as a person writes it: `90s`, `10m`, `2h`, `3d`, or parts of them together, `1h 30m`. */
export type Span = string;

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a span. Throws for what is no span, so that a typing error cannot make a test that waits for nothing. */
export function spanMs(span: Span): number {
  const parts = span.trim().split(/\s+/);
  return parts.reduce((sum, part) => {
    const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(part) ?? [];
    const factor = unitMs[unit ?? ''];
    if (number === undefined || factor === undefined) throw new RangeError(`'${span}' is no span such as '10m' or '1h 30m'`);
    return sum + Number(number) * factor;
  }, 0);
}

/** A clock that stands still until it is told. */
export class FakeClock extends Clock {
  private current: number;

  constructor(start: Date | string = '2024-09-15T08:00:00+08:00') {
    super();
    this.current = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.current);
  }

  /** Sets the time, forward or back. */
  set(time: Date | string): void {
    this.current = new Date(time).getTime();
  }

  /** Moves the time on by a span such as `10m`. Sweeps do not run: use `FakeAlarmClock.fastForward` for that. */
  advance(span: Span): void {
    this.current += spanMs(span);
  }
}

/** Runs the sweeps when the test says so, in the order in which they were named, each until it finds nothing more. */
export class FakeAlarmClock extends AlarmClock {
  private readonly sweeps = new Map<string, Sweep[]>();
  private readonly bells: { name: string; at: Date }[] = [];

  constructor(private readonly clock: FakeClock) {
    super();
  }

  onDue(name: string, sweep: Sweep): void {
    this.sweeps.set(name, [...(this.sweeps.get(name) ?? []), sweep]);
  }

  setBell(name: string, at: Date): void {
    this.bells.push({ name, at });
  }

  /** The bells that were set and lie ahead, earliest first. */
  bellsAhead(): readonly { name: string; at: Date }[] {
    const now = this.clock.now();
    return this.bells.filter((bell) => bell.at > now).sort((one, other) => one.at.getTime() - other.at.getTime());
  }

  /**
   * Moves the clock on by a span and runs what came due on the way: at each bell in between, then at the end. Answers how many rows the
   * sweeps took in all.
   */
  async fastForward(span: Span): Promise<number> {
    const end = new Date(this.clock.now().getTime() + spanMs(span));
    let taken = 0;
    for (let bell = this.bellsAhead()[0]; bell && bell.at < end; bell = this.bellsAhead()[0]) {
      this.clock.set(bell.at);
      taken += await this.ring();
    }
    this.clock.set(end);
    return taken + (await this.ring());
  }

  /** Runs every sweep (or those of one name) now, again and again until none finds anything: one may make work for another. */
  async ring(name?: string): Promise<number> {
    const named = name === undefined ? [...this.sweeps.values()].flat() : (this.sweeps.get(name) ?? []);
    if (name !== undefined && named.length === 0) throw new Error(`nobody listens for '${name}'`);
    let all = 0;
    for (let rounds = 0; ; rounds += 1) {
      let taken = 0;
      for (const sweep of named) taken += await sweep();
      if (taken === 0) return all;
      if (rounds === 10_000) throw new Error('a sweep always finds something: does it change what it takes?');
      all += taken;
    }
  }

  async stop(): Promise<void> {
    this.sweeps.clear();
    await Promise.resolve();
  }
}
