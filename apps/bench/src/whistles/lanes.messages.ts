/** A whistle to be blown: by which town, calling whom. The lead stands first. */
export type BlowOrder = { unitId: string; title: string; matterId: string; orgIds: string[] };

/** What the load generator is told. */
export type LanesOrder =
  | {
      order: 'connect';
      url: string;
      departments: { orgId: string; deviceToken: string }[];
      towns: { unitId: string; login: string; password: string }[];
    }
  /** Each town blows its whistles, so many at a time, as fast as they are answered. Departments acknowledge what they get at once. */
  | { order: 'blow'; whistles: BlowOrder[]; atOnce: number }
  /** Takes the whistles of the last round back; not measured. */
  | { order: 'withdraw' };

/** The moments of one whistle, in milliseconds from its own tap: each when the last of its calls had come so far. */
export type WhistleTimes = { answeredMs: number; deliveredMs: number; acknowledgedMs: number; heardMs: number };

/** One round: from the first tap until the last town has heard of the last acknowledgement. */
export type LanesRound = { ms: number; whistleIds: string[]; times: WhistleTimes[] };

export type LanesNews = { news: 'connected' } | ({ news: 'done' } & LanesRound) | { news: 'withdrawn' } | { news: 'failed'; error: string };
