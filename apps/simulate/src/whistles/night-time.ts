/** The clock of the night: its minutes pass so much faster than those on the wall. */
export class NightTime {
  private begunAt = Infinity;

  /** `compression` minutes of the night pass in one minute. */
  constructor(readonly compression: number) {}

  begin(): void {
    this.begunAt = performance.now();
  }

  /** How long so many minutes of the night last, in milliseconds. */
  ms(minutes: number): number {
    return (minutes * 60_000) / this.compression;
  }

  /** Minutes of the night that have passed. */
  get minute(): number {
    return Math.max(0, ((performance.now() - this.begunAt) * this.compression) / 60_000);
  }
}
