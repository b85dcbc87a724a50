import type { ServiceName } from '#contracts/events.js';

/** Who answered: a service, or the gateway itself (pages, health, refusals before a service was chosen). */
export type Answerer = ServiceName | 'gateway';

/** What the gateway has counted since it started. */
export class Counts {
  /** Answers by who gave them and by status. */
  private readonly answered = new Map<string, number>();
  /** Attempts that failed, by service and by how. */
  private readonly failed = new Map<string, number>();
  /** Requests refused because one address asked too much, by kind of request. */
  private readonly limited = new Map<string, number>();
  /** Requests that have not been answered to the end, lines of desks not counted. */
  underWay = 0;
  /** Desks' lines that are open now, and how many were opened in all. */
  linesOpen = 0;
  linesOpened = 0;

  noteAnswer(by: Answerer, status: number): void {
    add(this.answered, `${by} ${status}`);
  }

  noteFailure(service: ServiceName, failure: string): void {
    add(this.failed, `${service} ${failure}`);
  }

  noteLimited(kind: string): void {
    add(this.limited, kind);
  }

  noteLine(change: 1 | -1): void {
    this.linesOpen += change;
    if (change === 1) this.linesOpened += 1;
  }

  /** How many attempts to reach this service failed, however. */
  failedInAll(service: ServiceName): number {
    return sum([...this.failed].filter(([key]) => key.startsWith(`${service} `)).map(([, count]) => count));
  }

  /** How many requests were refused by a limit, of whatever kind. */
  limitedInAll(): number {
    return sum([...this.limited.values()]);
  }

  /** All of it. */
  read() {
    const pairs = (counts: Map<string, number>): { of: string[]; count: number }[] =>
      [...counts].map(([key, count]) => ({ of: key.split(' '), count }));
    return {
      answered: pairs(this.answered),
      failed: pairs(this.failed),
      limited: pairs(this.limited),
      underWay: this.underWay,
      linesOpen: this.linesOpen,
      linesOpened: this.linesOpened,
    };
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
