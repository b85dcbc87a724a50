/** One task as the product issued it: what the floor writes again, and to which desk it goes. */
export type FloorTask = {
  desk: number;
  orgId: string;
  postId: string;
  commandPointId: string;
  unitId: string;
  taskNo: string;
  personId: string | null;
  state: string;
  started: boolean;
  acknowledgeMinutes: number | null;
  doneMinutes: number | null;
  said: string;
};

/** What the floor server is told. */
export type FloorOrder =
  | { order: 'open'; databaseUrl: string }
  /** The tasks of every round, and the parents that the committed tables want; not measured. */
  | { order: 'prepare'; tasks: FloorTask[] }
  | { order: 'run' }
  /** Takes the rows of the last round away; not measured. */
  | { order: 'clean' };

/** How long the parts of one round of the floor took, from the order: `copyMs` until the rows are committed, `pushMs` until the last emit, `ms` until the last mark is committed. */
export type FloorRound = { ms: number; copyMs: number; pushMs: number; rows: number };

export type FloorNews =
  | { news: 'listening'; url: string }
  | { news: 'prepared' }
  | ({ news: 'done' } & FloorRound)
  | { news: 'clean' }
  | { news: 'failed'; error: string };
