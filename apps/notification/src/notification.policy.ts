/** The times of pushing and calling. They are configuration: a city may call faster or more often. */
export abstract class NotificationPolicy {
  /** A row that nobody confirmed is pushed again after this long. */
  abstract readonly pushAgainAfterMs: number;
  /** Calls 叫应: how many, and how long each is waited for; then the duty officer gets the list. */
  abstract readonly calls: number;
  abstract readonly callEveryMs: number;
  /** From here on a console hears that less was issued than accepted at the click. */
  abstract readonly issuedBehindAfterMs: number;
}

/** Three calls within 5 minutes, the first of them the push itself. */
export const defaultPolicy: NotificationPolicy = { pushAgainAfterMs: 2_000, calls: 3, callEveryMs: 100_000, issuedBehindAfterMs: 5_000 };
