import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { BlowWhistle, Whistle } from '#contracts/whistle.js';
import { PostgresOutbox } from '#messaging/postgres-outbox.js';
import { FakeAlarmClock } from '#testing/fake-clock.js';
import { LadderService } from '../escalation/ladder.service.js';
import { WhistleActService } from '../whistle/whistle-act.service.js';
import { WhistleCallTasks } from '../whistle/whistle-call-tasks.js';
import { WhistleTownService } from '../whistle/whistle-town.service.js';
import { WhistleCallsService } from '../whistle/whistle-calls.service.js';
import { WhistleNews } from '../whistle/whistle-news.js';
import { WhistleRaiseService } from '../whistle/whistle-raise.service.js';
import { WhistleRulingService } from '../whistle/whistle-ruling.service.js';
import { WhistleTapsService } from '../whistle/whistle-taps.service.js';
import { WhistleService } from '../whistle/whistle.service.js';
import { callerAt } from './caller.js';
import { servicesOver } from './services.js';
import { openWhistledCity } from './whistle-history.js';

/** A city in which whistles can be blown: two towns, three departments with a desk each, one matter of the list. */
export type WhistleGround = Awaited<ReturnType<typeof openWhistleGround>>;

/** Opens it on a clock of the test's own, with the services as dispatch composes them. */
export async function openWhistleGround() {
  const city = await openWhistledCity('2026-11-23T09:00:00+08:00');
  const { owner, source, clock, rules } = city;
  const desks = await seedDesks(owner);
  const alarmClock = new FakeAlarmClock(clock);
  const outbox = new PostgresOutbox('dispatch', clock);
  const ladders = new LadderService(alarmClock);
  const { obligations } = servicesOver(source, clock, alarmClock);
  const news = new WhistleNews(outbox);
  const tasks = new WhistleCallTasks(ladders, outbox);
  const towns = new WhistleTownService(obligations, tasks);
  const calls = new WhistleCallsService(obligations, ladders, tasks, towns);
  const whistles = new WhistleService(source, clock, rules, calls, towns, news);
  return {
    ...city,
    ...servicesOver(source, clock, alarmClock, new WhistleTapsService(calls, towns, news)),
    alarmClock,
    whistles,
    acts: new WhistleActService(source, clock, alarmClock, calls, new WhistleRaiseService(rules, ladders, outbox), news),
    rulings: new WhistleRulingService(source, clock, news),
    town: callerAt('leyu'),
    centre: callerAt('city'),
    desk: (orgId: keyof typeof desks): SessionClaims => ({ ...callerAt(orgId, ['command-point'], desks[orgId]), kind: 'command-point' }),
    /** Blows a whistle of the town `leyu`. */
    blow: (body: Partial<BlowWhistle> = {}): Promise<Whistle> =>
      whistles.blow(callerAt(body.unitId ?? 'leyu'), {
        ...{ requestId: uuidv7(), exercise: false, unitId: 'leyu', kind: 'enforcement', matterId: 'waterlogging', title: '积水' },
        ...{
          needed: '泵',
          place: { description: '人民路', position: null },
          leadOrgId: 'water',
          assistOrgIds: [],
          origin: { from: 'town' },
        },
        ...body,
      }),
    /** How many events of this type there are of a whistle. */
    async said(type: string, whistle: { id: string }): Promise<number> {
      const [row] = (await owner.query(
        `SELECT count(*)::int AS count FROM dispatch.outbox WHERE type = $1 AND (envelope->'data'->>'whistleId' = $2 OR envelope->'data'->>'activationId' = $2)`,
        [type, whistle.id],
      )) as [{ count: number }];
      return row.count;
    },
  };
}

async function seedDesks(
  owner: WhistleGround['owner'],
): Promise<{ water: string; fire: string; urban: string; 'leyu:town-centre': string }> {
  await owner.query(`
    INSERT INTO directory.org (id, kind, name, parent_id, unit_id, path, command_point_id)
      VALUES ('leyu:town-centre', 'town-centre', '镇集成指挥中心', 'leyu', 'leyu', '320582/leyu/leyu:town-centre', 'leyu:town-centre');
    INSERT INTO directory.post (id, name, name_en, org_kind, superior_id, superior_scope, on_duty_roster)
      VALUES ('dept-whistle-officer', '报到专员', 'Report-in officer', 'department', NULL, NULL, false),
             ('town-whistle-officer', '吹哨专员', 'Whistle officer', 'town-centre', NULL, NULL, true);
    INSERT INTO directory.org_post (org_id, post_id) VALUES ('leyu:town-centre', 'town-whistle-officer');
    INSERT INTO directory.org_post (org_id, post_id) SELECT id, 'dept-whistle-officer' FROM directory.org WHERE kind = 'department';
    INSERT INTO directory.matter (id, number, name, name_en, class, class_name, class_name_en, whistle_kind, lead_department_id, assisting_department_ids, principal, cooperating)
      VALUES ('waterlogging', 15, '低洼处和道路积水', 'Waterlogging', 'c', '类', 'Class', 'emergency', 'water', '{urban}', '{"tier": "city", "org": "water"}', '[]')`);
  const desks = { water: uuidv7(), fire: uuidv7(), urban: uuidv7(), 'leyu:town-centre': uuidv7() };
  for (const [orgId, deviceId] of Object.entries(desks)) {
    await owner.query('INSERT INTO directory.device (id, org_id, token_hash, issued_at) VALUES ($1, $2, $3, now())', [
      deviceId,
      orgId,
      orgId,
    ]);
  }
  return desks;
}
