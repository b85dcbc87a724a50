/** One desk: where it sits in the list, and as whom it connects. To the floor it says its number. */
export type Seat = { desk: number; token: string };

/** What the load generator is told. */
export type DesksOrder =
  | { order: 'connect'; url: string; seats: Seat[] }
  /** New tokens for the seats, in the same order, told in band. */
  | { order: 'renew'; tokens: string[] }
  /** Forgets what was counted: another round begins. */
  | { order: 'count' };

/** What it says: all desks are in; so many task rows of this round are confirmed, told whenever there are more; tokens are renewed. */
export type DesksNews =
  | { news: 'connected'; connectMs: number }
  | { news: 'confirmed'; rows: number; firstAt: number }
  | { news: 'renewed' }
  | { news: 'counting' }
  | { news: 'failed'; error: string };

/** Names of the floor's own message to a desk. */
export const floorTask = 'floor.task';
