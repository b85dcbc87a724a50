import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { ActivationStarted, ComposedTask } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import { activationKey } from '#contracts/events.js';
import { openDatabase } from '#service-kit/database.module.js';
import { freshDatabase } from '#testing/database.js';
import { FakeAlarmClock, FakeClock } from '#testing/fake-clock.js';
import type { WhistleTaps } from '../task/whistle-taps.js';
import { servicesOver } from './services.js';

/** A small town for tests of dispatch: two villages, the town's leadership and centre, one vacant post. */
export type Town = Awaited<ReturnType<typeof openTown>>;

const unitId = 'leyu';

/** Opens a database with the town in it and the services of dispatch over it, on a clock of the test's own. */
export async function openTown(whistles?: WhistleTaps) {
  const database = await freshDatabase();
  const owner = await new DataSource({ type: 'postgres', url: database.ownerUrl, poolSize: 2 }).initialize();
  const people = await seedTown(owner);
  const source = await openDatabase(database.urlOf('dispatch'), 'dispatch-test');
  const clock = new FakeClock('2024-09-15T06:15:00+08:00');
  const alarmClock = new FakeAlarmClock(clock);
  return {
    owner,
    source,
    clock,
    alarmClock,
    people,
    urlOf: database.urlOf,
    ...servicesOver(source, clock, alarmClock, whistles),
    /** Events of this type in the outbox, oldest first. */
    async said(type: string): Promise<Envelope<never>[]> {
      const rows = (await owner.query('SELECT envelope FROM dispatch.outbox WHERE type = $1 ORDER BY id', [type])) as {
        envelope: Envelope<never>;
      }[];
      return rows.map((row) => row.envelope);
    },
    async close(): Promise<void> {
      await source.destroy();
      await owner.destroy();
      await database.close();
    },
  };
}

/** A session of a command point or a person of the town. */
export function sessionOf(subjectId: string, orgId: string, orgPath: string, kind: 'person' | 'command-point' = 'person'): SessionClaims {
  return { sub: subjectId, kind, sid: uuidv7(), roles: [kind === 'person' ? 'staff' : 'command-point'], orgId, orgPath, unitId };
}

/** One task of the composition; what a test does not care about is filled in. */
export function aTask(taskNo: string, overrides: Partial<ComposedTask> = {}): ComposedTask {
  return {
    taskNo,
    title: `任务 ${taskNo}`,
    titleEn: `Task ${taskNo}`,
    what: '做什么',
    whatEn: 'What',
    who: '谁',
    level: 'IV',
    starts: 'atStart',
    onReport: null,
    dependsOn: [],
    acknowledgeMinutes: 10,
    doneMinutes: 60,
    repeatMinutes: null,
    evidenceKinds: ['text'],
    sources: [
      {
        planNo: 'P01',
        planName: '防汛防台',
        planNameEn: 'Flood',
        planVersionId: uuidv7(),
        version: 1,
        holderOrgId: '320582',
        taskNo,
        as: 'own',
      },
    ],
    ...overrides,
  };
}

/** A started part: `rows` are [taskNo, orgId, postId]. */
export function aStartedPart(
  clock: FakeClock,
  tasks: ComposedTask[],
  rows: [string, string, string][],
  overrides: Partial<ActivationStarted> = {},
): Envelope<ActivationStarted> {
  const activationId = overrides.activationId ?? uuidv7();
  const startedAt = clock.now().toISOString();
  return {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/plan',
    type: 'activation.started.v1',
    subject: activationKey(activationId, unitId),
    time: startedAt,
    datacontenttype: 'application/json',
    exercise: true,
    correlationid: 'test-click',
    sequence: '1',
    partindex: 1,
    parttotal: 1,
    data: {
      activationId,
      incidentId: uuidv7(),
      incidentTitle: '台风“贝碧嘉”防御',
      unitId,
      level: 'III',
      startedAt,
      expectedUntil: startedAt,
      authority: { orgId: 'city-centre', postId: 'city-deputy-commander' },
      reports: [],
      tasks,
      rows: rows.map(([taskNo, orgId, postId]) => ({ id: uuidv7(), taskNo, orgId, postId })),
      ...overrides,
    },
  };
}

async function seedTown(owner: DataSource): Promise<{ secretary: string; desk: string; neighbourDesk: string; townDesk: string }> {
  const [secretaryPerson, neighbourPerson, leaderPerson, secretary, desk, neighbourDesk, townDesk] = Array.from({ length: 7 }, () =>
    uuidv7(),
  );
  await owner.transaction(async (tx) => {
    await tx.query(`
      INSERT INTO directory.org (id, kind, name, parent_id, unit_id, path, command_point_id) VALUES
        ('320582', 'city', '张家港市', NULL, NULL, '320582', '320582'),
        ('leyu', 'area-unit', '乐余镇', '320582', NULL, '320582/leyu', 'leyu:town-centre'),
        ('leyu:leadership', 'town-leadership', '镇领导班子', 'leyu', 'leyu', '320582/leyu/leyu:leadership', 'leyu:town-centre'),
        ('leyu:town-centre', 'town-centre', '镇集成指挥中心', 'leyu', 'leyu', '320582/leyu/leyu:town-centre', 'leyu:town-centre'),
        ('v1', 'village', '登瀛村', 'leyu', 'leyu', '320582/leyu/v1', 'v1'),
        ('v2', 'village', '庙港村', 'leyu', 'leyu', '320582/leyu/v2', 'v2')`);
    await tx.query(`
      INSERT INTO directory.post (id, name, name_en, org_kind, superior_id, superior_scope, on_duty_roster) VALUES
        ('town-mayor', '镇长', 'Mayor', 'town-leadership', NULL, NULL, false),
        ('town-duty-leader', '镇带班领导', 'Duty leader', 'town-leadership', 'town-mayor', 'same-org', false),
        ('village-secretary', '村书记', 'Secretary', 'village', 'town-duty-leader', 'town', false),
        ('grid-worker', '网格员', 'Grid worker', 'village', 'village-secretary', 'same-org', false)`);
    await tx.query(`
      INSERT INTO directory.org_post (org_id, post_id, superior_org_id) VALUES
        ('leyu:leadership', 'town-mayor', NULL), ('leyu:leadership', 'town-duty-leader', 'leyu:leadership'),
        ('v1', 'village-secretary', 'leyu:leadership'), ('v1', 'grid-worker', 'v1'),
        ('v2', 'village-secretary', 'leyu:leadership'), ('v2', 'grid-worker', 'v2')`);
    await tx.query(
      `INSERT INTO directory.person (id, name, phone, org_id) VALUES ($1, '赵甲', '000-1', 'v1'), ($2, '钱乙', '000-2', 'v2'), ($3, '孙丙', '000-3', 'leyu:leadership')`,
      [secretaryPerson, neighbourPerson, leaderPerson],
    );
    await tx.query(
      `INSERT INTO directory.post_holder (org_id, post_id, person_id) VALUES
        ('v1', 'village-secretary', $1), ('v1', 'grid-worker', $1), ('v2', 'village-secretary', $2), ('leyu:leadership', 'town-duty-leader', $3),
        ('leyu:leadership', 'town-mayor', $3)`,
      [secretaryPerson, neighbourPerson, leaderPerson],
    );
    await tx.query(
      `INSERT INTO directory.account (id, person_id, login, password_hash, roles, org_id, demo) VALUES ($1, $2, 'v1', '-', '{staff}', 'v1', true)`,
      [secretary, secretaryPerson],
    );
    await tx.query(
      `INSERT INTO directory.device (id, org_id, token_hash, issued_at) VALUES
        ($1, 'v1', 'a', now()), ($2, 'v2', 'b', now()), ($3, 'leyu:town-centre', 'c', now())`,
      [desk, neighbourDesk, townDesk],
    );
  });
  return { secretary: secretary!, desk: desk!, neighbourDesk: neighbourDesk!, townDesk: townDesk! };
}
