import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../child.js';
import type { DesksNews, DesksOrder } from './desks.messages.js';

const withinMs = 120_000;

/** How many task rows the desks of a load generator have had confirmed in this round. */
export class Confirmations {
  private rows = 0;
  private firstAt = 0;
  private look: (() => void) | undefined;

  constructor(private readonly desks: Child<DesksOrder, DesksNews>) {
    desks.on('confirmed', ({ rows, firstAt }) => {
      this.rows = rows;
      this.firstAt = firstAt;
      this.look?.();
    });
  }

  /** Another round begins. */
  async begin(): Promise<void> {
    await this.desks.ask({ order: 'count' }, 'counting');
    this.rows = 0;
  }

  /** Resolves as soon as so many rows are confirmed, with the moment of the first of them. */
  async reach(expected: number): Promise<number> {
    const reached = new Promise<void>((resolve) => {
      this.look = () => this.rows >= expected && resolve();
      this.look();
    });
    const giveUp = new AbortController();
    await Promise.race([reached, sleep(withinMs, undefined, { signal: giveUp.signal }).then(() => this.fail(expected))]);
    giveUp.abort();
    return this.firstAt;
  }

  private fail(expected: number): never {
    throw new Error(`only ${this.rows} of ${expected} rows were confirmed in ${withinMs / 1_000} s`);
  }
}
