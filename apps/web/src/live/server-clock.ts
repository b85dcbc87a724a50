/**
 * The server's time on this page. Village PCs are minutes wrong, so nothing here trusts the local wall clock once the server has said the time:
 * `now` = the last time it said + the monotonic time since. Milliseconds since 1970.
 */
export class ServerClock {
  private base: { serverMs: number; monotonicMs: number; exact: boolean } | null = null;

  constructor(
    private readonly monotonic: () => number = () => performance.now(),
    private readonly wall: () => number = () => Date.now(),
  ) {}

  /** Takes the server's time. `exact` is false for an HTTP Date header (whole seconds), which never replaces an exact one. */
  learn(serverTime: string | null, exact = true): void {
    const serverMs = serverTime === null ? NaN : Date.parse(serverTime);
    if (Number.isNaN(serverMs)) return;
    if (!exact && this.base?.exact) return;
    this.base = { serverMs, monotonicMs: this.monotonic(), exact };
  }

  /** Whether the server has said the time; before that `now` is the local clock. */
  get known(): boolean {
    return this.base !== null;
  }

  now(): number {
    return this.base === null ? this.wall() : this.base.serverMs + (this.monotonic() - this.base.monotonicMs);
  }
}

/** The one clock of this page. */
export const serverClock = new ServerClock();
