import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import type { FreshDatabase } from '#testing/database.js';
import { freshDatabase } from '#testing/database.js';
import type { OutgoingEvent } from '../ports.js';

/** One effect that a handler of a test has had: a row per event, in the order in which it happened. */
export type Effect = { key: string; sequence: number; type: string; eventId: string; correlation: string; exercise: boolean };

/** What the processes of one test share: a database of its own, and a look at it from outside that no cut line disturbs. */
export class Site {
  private constructor(
    readonly city: FreshDatabase,
    private readonly owner: pg.Client,
  ) {}

  static async open(): Promise<Site> {
    const city = await freshDatabase();
    const owner = new pg.Client({ connectionString: city.ownerUrl });
    await owner.connect();
    for (const service of ['dispatch', 'notification']) {
      await owner.query(`
        CREATE TABLE ${service}.effect (nth bigint GENERATED ALWAYS AS IDENTITY, key text, sequence integer, type text, "eventId" uuid, correlation text, exercise boolean);
        CREATE TABLE ${service}.known (key text PRIMARY KEY);
        GRANT SELECT, INSERT ON ${service}.effect, ${service}.known TO muster_${service};`);
    }
    return new Site(city, owner);
  }

  async ask<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.owner.query<Row>(sql, values)).rows;
  }

  async effects(service = 'dispatch'): Promise<Effect[]> {
    return this.ask<Effect>(`SELECT key, sequence, type, "eventId", correlation, exercise FROM ${service}.effect ORDER BY nth`);
  }

  async count(table: string): Promise<number> {
    return (await this.ask<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`))[0]?.count ?? Number.NaN;
  }

  /** Refuses every new connection and breaks all but the test's own, or accepts them again. */
  async allowConnections(allowed: boolean): Promise<void> {
    const name = new URL(this.city.ownerUrl).pathname.slice(1);
    const server = new pg.Client({ connectionString: this.city.ownerUrl.replace(/[^/]+$/, 'postgres') });
    await server.connect();
    try {
      await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${allowed}`);
      if (!allowed)
        await this.ask(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        );
    } finally {
      await server.end();
    }
  }

  async close(): Promise<void> {
    await this.owner.end();
    await this.city.close();
  }
}

/** A small event of the given key: a trigger that holds. `trigger` tells tests' events apart. */
export function reported(key: string, trigger = 'scene-reported'): OutgoingEvent {
  const data = { activationId: uuidv7(), unitId: 'leyu', trigger, reportedAt: '2024-09-15T08:00:00+08:00' };
  return { type: 'activation.reported.v1', key, exercise: true, data };
}

/** The last event of a key. */
export function ended(key: string, reason = 'over'): OutgoingEvent {
  return {
    type: 'activation.ended.v1',
    key,
    exercise: true,
    data: { activationId: uuidv7(), unitId: 'leyu', endedAt: '2024-09-15T09:00:00+08:00', reason },
  };
}

/** Tries an expectation until it holds; after `milliseconds` it fails as it failed last. */
export async function eventually(expectation: () => Promise<void>, milliseconds = 15_000): Promise<void> {
  const until = performance.now() + milliseconds;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (performance.now() > until) throw error;
      await pause(20);
    }
  }
}

export const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** That every key's events have had their effect once, without a gap, in order. */
export function expectInOrder(effects: readonly Effect[], perKey: ReadonlyMap<string, number>): void {
  const found = new Map<string, number[]>();
  for (const effect of effects) found.set(effect.key, [...(found.get(effect.key) ?? []), effect.sequence]);
  const wanted = new Map([...perKey].map(([key, count]) => [key, Array.from({ length: count }, (_, index) => index + 1)]));
  expect(Object.fromEntries([...found].sort())).toEqual(Object.fromEntries([...wanted].sort()));
}
