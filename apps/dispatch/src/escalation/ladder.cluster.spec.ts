import { uuidv7 } from 'uuidv7';
import type { Envelope } from '#contracts/envelope.js';
import type { TaskEscalated } from '#contracts/task.js';
import { PostgresOutbox } from '#messaging/postgres-outbox.js';
import { Lines, until } from '#service-kit/alarm-clock.contract.js';
import { BullAlarmClock } from '#service-kit/bull-alarm-clock.js';
import { DatabaseClock } from '#service-kit/clock.js';
import type { ProcessRedis } from '#service-kit/redis.js';
import { openRedis } from '#service-kit/redis.js';
import { TestRedis } from '#testing/test-redis.js';
import { ObligationService } from '../obligation/obligation.service.js';
import { department, seedDepartment } from '../testing/departments.js';
import { openTown } from '../testing/town.js';
import type { Town } from '../testing/town.js';
import { EscalationJobs } from './escalation.jobs.js';
import { EscalationService } from './escalation.service.js';

/** How late a deadline may be, whatever became of Redis. */
const latestMs = 5_000;
const limitSeconds = 3;

/** Two processes over one database and one Redis; whatever becomes of the Redis, deadlines are columns. */
describe('deadlines of the cluster', () => {
  const lines = new Lines();
  let server: TestRedis;
  let town: Town;
  let clock: DatabaseClock;
  let redises: ProcessRedis[];
  let alarms: BullAlarmClock[];
  let obligations: ObligationService;

  beforeAll(async () => {
    server = await TestRedis.start();
    town = await openTown();
    await seedDepartment(town.owner);
    clock = await DatabaseClock.start(town.source);
    redises = [1, 2].map(() => openRedis({ url: server.url, prefix: 'ladder-spec-' }, lines));
    alarms = redises.map((redis) => new BullAlarmClock(redis, clock, lines));
    for (const alarm of alarms) {
      new EscalationJobs(
        alarm,
        new EscalationService(town.source, new PostgresOutbox('dispatch', clock), clock, alarm),
      ).onApplicationBootstrap();
    }
    obligations = new ObligationService(new PostgresOutbox('dispatch', clock), clock, alarms[0]!);
    await until('Redis', () => redises.every((redis) => !redis.isAway()));
  });
  afterAll(async () => {
    await Promise.all(alarms.map((alarm) => alarm.stop()));
    await Promise.all(redises.map((redis) => redis.close()));
    clock.stop();
    await town.close();
    await server.close();
    expect(lines.errors).toEqual([]);
  });

  /** A call that nobody answers, with a limit of some seconds. */
  async function issue(): Promise<{ causeId: string; dueAt: Date }> {
    const causeId = uuidv7();
    const [task] = await town.source.transaction((tx) =>
      obligations.issue(
        tx,
        { cause: 'whistle', causeId, causeTitle: '堤防渗漏', unitId: 'leyu', exercise: false },
        [
          {
            ...{ taskNo: 'W01-01', title: '到场', titleEn: 'Come' },
            ...{ what: '', whatEn: '', evidenceKinds: [], need: null, startsAt: clock.now() },
            limits: { acknowledge: { value: limitSeconds / 60, unit: 'minutes' } },
            ladder: [{ leg: 'acknowledge', afterPercent: 100, tell: 'superior' }],
            recipients: Array.from({ length: 20 }, () => ({ taskId: uuidv7(), orgId: department, postId: 'dept-whistle-officer' })),
          },
        ],
        { kind: 'service', id: 'test' },
      ),
    );
    return { causeId, dueAt: task!.nextRungAt! };
  }
  /** What was said of the call, and how late. Waits for it. */
  async function told({ causeId, dueAt }: { causeId: string; dueAt: Date }): Promise<{ tasks: number; events: number; lateMs: number }> {
    const said = async (): Promise<TaskEscalated[]> =>
      ((await town.said('task.escalated.v1')) as Envelope<TaskEscalated>[])
        .map(({ data }) => data)
        .filter((one) => one.activationId === causeId);
    let events: TaskEscalated[] = [];
    for (const start = performance.now(); events.length === 0 && performance.now() - start < 15_000;) {
      await new Promise((resume) => setTimeout(resume, 100));
      events = await said();
    }
    await new Promise((resume) => setTimeout(resume, 1_500));
    events = await said();
    const at = Math.max(...events.map((one) => Date.parse(one.at)));
    return { tasks: events.flatMap((one) => one.tasks).length, events: events.length, lateMs: at - dueAt.getTime() };
  }

  it.each<[string, () => Promise<void> | void]>([
    ['with Redis there', () => undefined],
    ['with its bells flushed', () => server.flush()],
    ['with Redis frozen', () => server.freeze()],
    ['with Redis dead', async () => (server.thaw(), server.kill())],
  ])('are kept %s: once, and at most 5 s late', async (_, happen) => {
    const call = await issue();
    await happen();
    const { tasks, events, lateMs } = await told(call);
    expect({ tasks, events }).toEqual({ tasks: 20, events: 1 });
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(latestMs);
  });

  it('are kept when they were set while Redis was away, and when it is back', async () => {
    const during = await issue();
    expect(await told(during)).toMatchObject({ tasks: 20, events: 1 });
    await server.comeBack();
    await until('Redis is back', () => redises.every((redis) => !redis.isAway()), 10_000);
    const after = await told(await issue());
    expect(after).toMatchObject({ tasks: 20, events: 1 });
    expect(after.lateMs).toBeLessThan(latestMs);
  });
});
