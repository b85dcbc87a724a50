/** A sweep claims what is due and acts on it; it answers how many it took, so that a full sweep runs again at once. */
export type Sweep = () => Promise<number>;

/**
 * The alarm clock of deadlines. A deadline is a column; this only says when to look. Standalone looks every second; the cluster does too,
 * with a bell that rings on time. A missed or doubled ring never loses or doubles anything: sweeps claim rows.
 */
export abstract class AlarmClock {
  /** Runs `sweep` whenever something may be due, never twice at the same time in this process. */
  abstract onDue(name: string, sweep: Sweep): void;
  /** Says that something falls due at this moment, so that a punctual bell can be set. Never awaited by a request. */
  abstract setBell(name: string, at: Date): void;

  /** One bell per second in which any of these fall due, at the last of them, however many they are. Null is no deadline. */
  setBells(name: string, moments: Iterable<Date | null>): void {
    const lastOf = new Map<number, Date>();
    for (const at of moments) {
      if (!at) continue;
      const second = Math.floor(at.getTime() / 1_000);
      const last = lastOf.get(second);
      if (!last || at > last) lastOf.set(second, at);
    }
    for (const at of lastOf.values()) this.setBell(name, at);
  }

  abstract stop(): Promise<void>;
}
