import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { ClaimerOptions, ClaimResult } from '../testing/claimer.js';
import { openTown, sessionOf } from '../testing/town.js';
import type { Town } from '../testing/town.js';

const rounds = 1_000;
const root = path.resolve(import.meta.dirname, '../../../..');

/** A desk in an operating-system process of its own. */
class Claimer {
  private constructor(private readonly child: ChildProcess) {}

  static async start(town: Town, caller: SessionClaims): Promise<Claimer> {
    const options: ClaimerOptions = { databaseUrl: town.urlOf('dispatch'), caller, now: town.clock.now().toISOString() };
    const child = fork(path.join(import.meta.dirname, '../testing/claimer.ts'), [JSON.stringify(options)], {
      cwd: root,
      execArgv: ['--no-warnings', '--import', './libs/testing/loader/register.mjs'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    expect(await once(child, 'message')).toEqual([{ ready: true }, undefined]);
    return new Claimer(child);
  }

  get pid(): number {
    return this.child.pid!;
  }

  async claim(taskId: string): Promise<string> {
    const answer = once(this.child, 'message') as Promise<[ClaimResult]>;
    this.child.send({ taskId, requestId: uuidv7() });
    const [result] = await answer;
    return 'outcome' in result ? result.outcome : 'ready';
  }

  async stop(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.disconnect();
    await exit;
  }
}

describe('two desks that claim the same thing, in two processes', () => {
  let town: Town;
  let claimers: [Claimer, Claimer];

  beforeAll(async () => {
    town = await openTown();
    const { people } = town;
    claimers = await Promise.all([
      Claimer.start(town, sessionOf(people.desk, 'v1', '320582/leyu/v1', 'command-point')),
      Claimer.start(town, sessionOf(people.neighbourDesk, 'v2', '320582/leyu/v2', 'command-point')),
    ]);
  });
  afterAll(async () => {
    await Promise.all(claimers.map((claimer) => claimer.stop()));
    await town.close();
  });

  it(`have exactly one winner in each of ${rounds} rounds`, async () => {
    expect(new Set([process.pid, ...claimers.map(({ pid }) => pid)]).size).toBe(3);
    const orders = await giveMany(town, rounds);
    const wins = [0, 0];
    for (const { taskIds } of orders) {
      const outcomes = await Promise.all([claimers[0].claim(taskIds[0]), claimers[1].claim(taskIds[1])]);
      expect({ taskIds, outcomes: [...outcomes].sort() }).toEqual({ taskIds, outcomes: ['acknowledged', 'task-taken'] });
      wins[outcomes.indexOf('acknowledged')]! += 1;
    }
    const causes = orders.map(({ causeId }) => causeId);
    // Both were really in the race: neither was always too late.
    expect(Math.min(...wins)).toBeGreaterThan(0);
    const states = await town.owner.query(
      `SELECT state, cancel_reason, count(*)::int AS tasks, count(DISTINCT activation_id)::int AS causes
       FROM dispatch.task WHERE activation_id = ANY($1::uuid[]) GROUP BY 1, 2 ORDER BY 1`,
      [causes],
    );
    expect(states).toEqual([
      { state: 'acknowledged', cancel_reason: null, tasks: rounds, causes: rounds },
      { state: 'cancelled', cancel_reason: 'enough', tasks: rounds, causes: rounds },
    ]);
    const said = await town.owner.query(
      `SELECT type, count(*)::int AS events, count(DISTINCT key)::int AS keys FROM dispatch.outbox
       WHERE type IN ('task.acknowledged.v1', 'task.cancelled.v1') GROUP BY type ORDER BY type`,
    );
    expect(said).toEqual([
      { type: 'task.acknowledged.v1', events: rounds, keys: rounds },
      { type: 'task.cancelled.v1', events: rounds, keys: rounds },
    ]);
  }, 180_000);
});

/** So many assignments that need one of the two villages, as many rows as if each had been given on its own. */
async function giveMany(town: Town, count: number): Promise<{ causeId: string; taskIds: [string, string] }[]> {
  const orders = Array.from({ length: count }, () => ({ causeId: uuidv7(), taskIds: [uuidv7(), uuidv7()] as [string, string] }));
  const causes = orders.map(({ causeId }) => causeId);
  const now = town.clock.now();
  await town.owner.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO dispatch.response (cause, activation_id, unit_id, exercise, incident_title, started_at, part_total)
       SELECT 'assignment', id, 'leyu', true, '先到先得', $2, 1 FROM unnest($1::uuid[]) AS id`,
      [causes, now],
    );
    await tx.query(
      `INSERT INTO dispatch.brief (activation_id, unit_id, task_no, title, title_en, starts, depends_on, acknowledge_minutes, done_minutes, composed, need, limits, ladder)
       SELECT id, 'leyu', 'A01-01', '先到先得', 'First come', 'atStart', '{}', 0, 0, '{}', 1, '{"acknowledge": {"value": 5, "unit": "minutes"}}', '[]'
       FROM unnest($1::uuid[]) AS id`,
      [causes],
    );
    await tx.query(
      `INSERT INTO dispatch.assignment (id, unit_id, exercise, title, what, place, state, given_at, given_by, given_by_org_id)
       SELECT id, 'leyu', true, '先到先得', '', '', 'running', $2, $3, 'leyu:town-centre' FROM unnest($1::uuid[]) AS id`,
      [causes, now, uuidv7()],
    );
    for (const [nth, orgId] of ['v1', 'v2'].entries()) {
      await tx.query(
        `INSERT INTO dispatch.task (id, activation_id, unit_id, task_no, org_id, post_id, unfilled, exercise, state, issued_at, started_at, acknowledge_due_at)
         SELECT id, cause, 'leyu', 'A01-01', $3, 'village-secretary', false, true, 'issued', $4, $4, $4
         FROM unnest($1::uuid[], $2::uuid[]) AS t(id, cause)`,
        [orders.map(({ taskIds }) => taskIds[nth]), causes, orgId, now],
      );
    }
  });
  return orders;
}
