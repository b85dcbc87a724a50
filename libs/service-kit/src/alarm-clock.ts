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
  abstract stop(): Promise<void>;
}
