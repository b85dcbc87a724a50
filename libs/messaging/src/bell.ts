/** Wakes one waiting loop. A ring while nobody waits is kept, so that no wake is lost between looking and waiting. */
export class Bell {
  private rung = false;
  private open: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.open?.();
  }

  /** Resolves at the next ring (at once if one is kept), or after `milliseconds` at the latest. */
  async wait(milliseconds: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.open = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.open = undefined;
    this.rung = false;
  }
}

/** How long to wait before try `tries + 1`: 50 ms, doubled up to 5 s, so that work goes on within 10 s after an outage of any length. */
export function backOffMs(tries: number): number {
  return Math.min(5_000, 50 * 2 ** Math.min(tries, 10));
}
