import { uuidv7 } from 'uuidv7';
import type { Ladder } from '#contracts/ladder.js';
import type { TaskEscalated, TaskReminded } from '#contracts/task.js';
import { PostgresOutbox } from '#messaging/postgres-outbox.js';
import { ObligationService } from '../obligation/obligation.service.js';
import type { Owed, OwedFor } from '../obligation/obligation.rules.js';
import { department, seedDepartment } from '../testing/departments.js';
import type { CityPeople } from '../testing/departments.js';
import { aStartedPart, aTask, openTown } from '../testing/town.js';
import type { Town } from '../testing/town.js';
import { EscalationService } from './escalation.service.js';
import type { LegLimits } from './ladder.rules.js';
import { LadderService } from './ladder.service.js';

const minutes = (value: number) => ({ value, unit: 'minutes' as const });
const whistleOfficer = { orgId: department, postId: 'dept-whistle-officer' };
const secretary = { orgId: 'v1', postId: 'village-secretary' };
const limits: LegLimits = {
  acknowledge: minutes(10),
  arrive: minutes(30),
  feedback: minutes(60),
  feedbackEvery: minutes(60),
  finish: minutes(300),
};
/** A person in danger who was not heard of is asked again at once; then it is an alarm. */
const checkInRungs: Ladder = [
  { leg: 'check-in', afterPercent: 100, tell: 'recipient' },
  { leg: 'check-in', afterPercent: 125, tell: 'superior' },
  { leg: 'check-in', afterPercent: 150, tell: 'city-centre' },
];
const ladder: Ladder = [
  { leg: 'acknowledge', afterPercent: 50, tell: 'recipient' },
  { leg: 'acknowledge', afterPercent: 100, tell: 'deputy' },
  { leg: 'acknowledge', afterPercent: 150, tell: 'superior' },
  { leg: 'acknowledge', afterPercent: 200, tell: 'second-superior' },
  { leg: 'acknowledge', afterPercent: 250, tell: 'town-duty-officer' },
  { leg: 'acknowledge', afterPercent: 300, tell: 'city-centre' },
  { leg: 'arrive', afterPercent: 100, tell: 'superior' },
  { leg: 'feedback', afterPercent: 100, tell: 'recipient' },
  { leg: 'feedback', afterPercent: 150, tell: 'superior' },
];

describe('the ladder', () => {
  let town: Town;
  let people: CityPeople;
  let obligations: ObligationService;
  let ladders: LadderService;
  /** The outbox before the scenario. */
  let since = '0';

  beforeAll(async () => {
    town = await openTown();
    people = await seedDepartment(town.owner);
    obligations = new ObligationService(new PostgresOutbox('dispatch', town.clock), town.clock, town.alarmClock);
    ladders = new LadderService(town.alarmClock);
    town.alarmClock.onDue('dispatch.ladder', () => town.escalations.escalateDue());
  });
  afterAll(() => town.close());
  beforeEach(async () => {
    await town.owner.query('UPDATE dispatch.task SET next_rung_at = NULL');
    [{ since }] = (await town.owner.query('SELECT coalesce(max(id), 0) AS since FROM dispatch.outbox')) as [{ since: string }];
  });

  const change = (sql: string, values: unknown[] = []) => town.owner.query(sql, values);
  async function issue(
    { cause = 'whistle', ...overrides }: Partial<Owed> & { cause?: OwedFor['cause'] } = {},
    recipients: { orgId: string; postId: string }[] = [whistleOfficer],
  ): Promise<string[]> {
    const owedFor = { cause, causeId: uuidv7(), causeTitle: '河道漂浮物', unitId: 'leyu', exercise: false };
    const owed: Owed = {
      taskNo: 'W01-01',
      title: '到场处置',
      titleEn: 'Deal with it on the spot',
      what: '',
      whatEn: '',
      evidenceKinds: [],
      need: null,
      limits,
      ladder,
      recipients: recipients.map((recipient) => ({ taskId: uuidv7(), ...recipient })),
      startsAt: town.clock.now(),
      ...overrides,
    };
    await town.source.transaction((tx) => obligations.issue(tx, owedFor, [owed], { kind: 'service', id: 'test' }));
    return owed.recipients.map(({ taskId }) => taskId);
  }
  /** What was said since the scenario began, as `minute leg rung → whom`, with how many tasks. */
  async function said(start: Date): Promise<string[]> {
    const rows = (await change(
      `SELECT type, envelope FROM dispatch.outbox WHERE id > $1 AND type IN ('task.reminded.v1', 'task.escalated.v1') ORDER BY id`,
      [since],
    )) as { type: string; envelope: { data: TaskReminded & TaskEscalated } }[];
    return rows.map(({ type, envelope: { data } }) => {
      const whom = type === 'task.reminded.v1' ? data : data.superior;
      const minute = (Date.parse(data.at) - start.getTime()) / 60_000;
      return `${minute} ${data.leg} ${data.rung} → ${whom.orgId} ${whom.postId} ×${data.tasks.length}`;
    });
  }
  const answer = (taskId: string, set: string): Promise<void> =>
    town.source.transaction(async (tx) => {
      await tx.query(`UPDATE dispatch.task SET ${set} WHERE id = $1`, [taskId]);
      await ladders.reset(tx, [taskId]);
    });

  it('is climbed to its end when everybody is silent: each post once, on time', async () => {
    const start = town.clock.now();
    const [taskId] = await issue();
    await town.alarmClock.fastForward('4h 50m');
    expect(await said(start)).toEqual([
      `5 acknowledge 1 → ${department} dept-whistle-officer ×1`,
      `10 acknowledge 2 → ${department} dept-duty-officer ×1`,
      `15 acknowledge 3 → ${department} dept-deputy-head ×1`,
      `20 acknowledge 4 → ${department} dept-head ×1`,
      '25 acknowledge 5 → leyu:town-centre town-shift-chief ×1',
      '30 acknowledge 6 → city-centre city-shift-chief ×1',
      `30 arrive 1 → ${department} dept-deputy-head ×1`,
      `60 feedback 1 → ${department} dept-whistle-officer ×1`,
      `90 feedback 2 → ${department} dept-deputy-head ×1`,
    ]);
    const [task] = (await change('SELECT rung, escalated_at, next_rung_at FROM dispatch.task WHERE id = $1', [taskId])) as object[];
    expect(task).toEqual({ rung: 6, escalated_at: new Date(start.getTime() + 10 * 60_000), next_rung_at: null });
    const story = (await change(`SELECT what, count(*)::int AS n FROM dispatch.timeline WHERE task_id = $1 GROUP BY what ORDER BY what`, [
      taskId,
    ])) as object[];
    expect(story).toEqual([
      { what: 'task.escalated', n: 7 },
      { what: 'task.issued', n: 1 },
      { what: 'task.reminded', n: 2 },
    ]);
  });

  it('stops what an answer stops and nothing else', async () => {
    const start = town.clock.now();
    const [taskId] = await issue();
    await town.alarmClock.fastForward('6m');
    await answer(taskId!, `state = 'acknowledged', acknowledged_at = issued_at`);
    await town.alarmClock.fastForward('34m');
    await answer(taskId!, `state = 'arrived', arrived_at = issued_at`);
    await town.alarmClock.fastForward('35m');
    await answer(taskId!, `noted_at = issued_at + interval '75 min', feedback_due_at = issued_at + interval '135 min'`);
    await town.alarmClock.fastForward('100m');
    await answer(taskId!, `state = 'done', closed_at = issued_at`);
    await town.alarmClock.fastForward('10h');
    expect(await said(start)).toEqual([
      `5 acknowledge 1 → ${department} dept-whistle-officer ×1`,
      `30 arrive 1 → ${department} dept-deputy-head ×1`,
      `60 feedback 1 → ${department} dept-whistle-officer ×1`,
      `135 feedback 1 → ${department} dept-whistle-officer ×1`,
      `165 feedback 2 → ${department} dept-deputy-head ×1`,
    ]);
  });

  it('finds a stopped clock stopped, also where nobody set the ladder back', async () => {
    const start = town.clock.now();
    const [taskId] = await issue();
    await change(`UPDATE dispatch.task SET state = 'done', closed_at = issued_at WHERE id = $1`, [taskId]);
    await town.alarmClock.fastForward('10h');
    expect(await said(start)).toEqual([]);
  });

  it('passes over nobody after an outage', async () => {
    const start = town.clock.now();
    await issue({ limits: { acknowledge: minutes(10) } });
    town.clock.advance('3d');
    expect(await town.alarmClock.ring()).toBe(1);
    expect((await said(start)).map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      `acknowledge 1 → ${department} dept-whistle-officer ×1`,
      `acknowledge 2 → ${department} dept-duty-officer ×1`,
      `acknowledge 3 → ${department} dept-deputy-head ×1`,
      `acknowledge 4 → ${department} dept-head ×1`,
      'acknowledge 5 → leyu:town-centre town-shift-chief ×1',
      'acknowledge 6 → city-centre city-shift-chief ×1',
    ]);
  });

  it('does not wait for a post that nobody holds, and tells its desk anyhow', async () => {
    await change(`DELETE FROM directory.post_holder WHERE post_id IN ('dept-deputy-head', 'dept-head')`);
    const start = town.clock.now();
    await issue({ limits: { acknowledge: minutes(10) } });
    await town.alarmClock.fastForward('16m');
    expect(await said(start)).toEqual([
      `5 acknowledge 1 → ${department} dept-whistle-officer ×1`,
      `10 acknowledge 2 → ${department} dept-duty-officer ×1`,
      `15 acknowledge 3 → ${department} dept-deputy-head ×1`,
      `15 acknowledge 4 → ${department} dept-head ×1`,
      '15 acknowledge 5 → leyu:town-centre town-shift-chief ×1',
    ]);
    await change(
      `INSERT INTO directory.post_holder (org_id, post_id, person_id) VALUES ('${department}', 'dept-deputy-head', $1), ('${department}', 'dept-head', $2)`,
      [people.deputyHead, people.head],
    );
    await town.alarmClock.fastForward('1h');
    expect((await said(start)).slice(5)).toEqual(['30 acknowledge 6 → city-centre city-shift-chief ×1']);
  });

  it('waits for whoever stands in for a leader on leave, and not for a leader without a deputy', async () => {
    const start = town.clock.now();
    const away = async (personId: string) => {
      const [from, until] = [-1, 1].map((days) => new Date(start.getTime() + days * 86_400_000));
      await change(
        `INSERT INTO directory.leave (id, person_id, from_at, until_at, reason, noted_at) VALUES (gen_random_uuid(), $1, $2, $3, '', $2)`,
        [personId, from, until],
      );
    };
    await away(people.head);
    await away(people.dutyOfficer);
    await issue({ limits: { acknowledge: minutes(10) } });
    await town.alarmClock.fastForward('24m');
    expect(await said(start)).toEqual([
      `5 acknowledge 1 → ${department} dept-whistle-officer ×1`,
      `10 acknowledge 2 → ${department} dept-duty-officer ×1`,
      `10 acknowledge 3 → ${department} dept-deputy-head ×1`,
      `20 acknowledge 4 → ${department} dept-head ×1`,
    ]);
    await change('DELETE FROM directory.leave');
  });

  it('makes one digest per superior and one reminder per mailbox, however many tasks', async () => {
    const start = town.clock.now();
    const owes = [secretary, { orgId: 'v2', postId: 'village-secretary' }, { orgId: 'v1', postId: 'grid-worker' }];
    await issue(
      {
        cause: 'assignment',
        taskNo: 'A01-01',
        limits: { acknowledge: minutes(10) },
        ladder: ladder.filter(({ afterPercent }) => afterPercent !== 100),
      },
      owes,
    );
    await town.alarmClock.fastForward('25m');
    expect((await said(start)).sort()).toEqual([
      '15 acknowledge 2 → leyu:leadership town-duty-leader ×2',
      '15 acknowledge 2 → v1 village-secretary ×1',
      '20 acknowledge 3 → leyu:leadership town-duty-leader ×1',
      '20 acknowledge 3 → leyu:leadership town-mayor ×2',
      '25 acknowledge 4 → leyu:town-centre town-shift-chief ×3',
      '5 acknowledge 1 → v1 grid-worker ×1',
      '5 acknowledge 1 → v1 village-secretary ×1',
      '5 acknowledge 1 → v2 village-secretary ×1',
    ]);
  });

  it('asks a person in danger again, then raises it to the next post up and to the city', async () => {
    const start = town.clock.now();
    const [taskId] = await issue({ cause: 'assignment', taskNo: 'A01-01', limits: { 'check-in': minutes(20) }, ladder: checkInRungs }, [
      secretary,
    ]);
    await answer(taskId!, `state = 'acknowledged', check_in_due_at = issued_at + interval '20 min'`);
    await town.alarmClock.fastForward('22m');
    await answer(taskId!, `checked_in_at = issued_at + interval '22 min', check_in_due_at = issued_at + interval '42 min'`);
    await town.alarmClock.fastForward('1h');
    expect(await said(start)).toEqual([
      '20 check-in 1 → v1 village-secretary ×1',
      '42 check-in 1 → v1 village-secretary ×1',
      '47 check-in 2 → leyu:leadership town-duty-leader ×1',
      '52 check-in 3 → city-centre city-shift-chief ×1',
    ]);
  });

  it('runs in work time where the limit does', async () => {
    town.clock.set('2026-09-30T10:00:00+08:00');
    const start = town.clock.now();
    await issue({
      limits: { arrive: { value: 2, unit: 'work-days' } },
      ladder: [
        { leg: 'arrive', afterPercent: 50, tell: 'recipient' },
        { leg: 'arrive', afterPercent: 100, tell: 'superior' },
      ],
    });
    await town.alarmClock.fastForward('20d');
    const days = (await said(start)).map((line) => Number(line.split(' ')[0]) / 1_440);
    expect(days).toEqual([8, 9]);
  });

  it('climbs for plan tasks too, and for those that start later', async () => {
    const start = town.clock.now();
    const part = aStartedPart(
      town.clock,
      [
        aTask('P01-01', { acknowledgeMinutes: 10, doneMinutes: 60 }),
        aTask('P01-15', { starts: 'onReport', onReport: 'hazard-reported', acknowledgeMinutes: 5, doneMinutes: 0 }),
      ],
      [
        ['P01-01', 'v1', 'village-secretary'],
        ['P01-15', 'v1', 'village-secretary'],
      ],
    );
    await town.source.transaction((tx) => town.issues.issueTasks(tx, [part]));
    await town.alarmClock.fastForward('20m');
    const { activationId, unitId } = part.data;
    await town.source.transaction((tx) =>
      town.responses.reportTrigger(tx, { activationId, unitId, trigger: 'hazard-reported', reportedAt: town.clock.now().toISOString() }),
    );
    await town.alarmClock.fastForward('3h');
    expect(await said(start)).toEqual([
      '10 acknowledge 1 → leyu:leadership town-duty-leader ×1',
      '20 acknowledge 2 → leyu:town-centre town-shift-chief ×1',
      '25 acknowledge 1 → leyu:leadership town-duty-leader ×1',
      '30 acknowledge 3 → city-centre city-shift-chief ×1',
      '30 acknowledge 2 → leyu:town-centre town-shift-chief ×1',
      '35 acknowledge 3 → city-centre city-shift-chief ×1',
      '60 finish 1 → v1 village-secretary ×1',
      '90 finish 2 → leyu:leadership town-duty-leader ×1',
    ]);
  });

  it('claims each due task once when several sweeps run at once', async () => {
    const start = town.clock.now();
    const owes = Array.from({ length: 2_100 }, () => whistleOfficer);
    await issue({ limits: { acknowledge: minutes(10) } }, owes);
    town.clock.advance('10m');
    const claimed = await Promise.all([1, 2, 3].map(() => town.escalations.escalateDue()));
    expect(claimed.reduce((sum, one) => sum + one, 0) + (await town.escalations.escalateDue())).toBe(2_100);
    const tasks = (await said(start)).map((line) => Number(line.split('×')[1]));
    expect(tasks.reduce((sum, one) => sum + one, 0)).toBe(4_200);
    expect(await town.escalations.escalateDue()).toBe(0);
  });

  it('leaves all of it to the next sweep when one dies before its commit', async () => {
    const start = town.clock.now();
    await issue({ limits: { acknowledge: minutes(10) } });
    town.clock.advance('10m');
    class DyingOutbox extends PostgresOutbox {
      override append(): Promise<void> {
        return Promise.reject(new Error('the process dies'));
      }
    }
    const dying = new EscalationService(town.source, new DyingOutbox('dispatch', town.clock), town.clock, town.alarmClock);
    await expect(dying.escalateDue()).rejects.toThrow('the process dies');
    expect(await said(start)).toEqual([]);
    expect(await town.escalations.escalateDue()).toBe(1);
    expect(await said(start)).toEqual([
      `10 acknowledge 1 → ${department} dept-whistle-officer ×1`,
      `10 acknowledge 2 → ${department} dept-duty-officer ×1`,
    ]);
  });
});
