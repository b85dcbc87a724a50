import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { openDatabase } from '#service-kit/database.module.js';
import { freshDatabase } from '#testing/database.js';
import { FakeClock } from '#testing/fake-clock.js';
import { WhistleRulesService } from '../whistle-rules/whistle-rules.service.js';

/** One department's call as it went; what a test does not care about did not happen. */
export type PastCall = {
  orgId: string;
  role?: 'lead' | 'assist';
  responsible?: boolean;
  replacing?: boolean;
  calledAt?: Date;
  acknowledgeDueAt?: Date | null;
  acknowledgedAt?: Date | null;
  arriveDueAt?: Date | null;
  arrivedAt?: Date | null;
  doneDueAt?: Date | null;
  overAt?: Date | null;
  returnedAt?: Date | null;
  replacedAt?: Date | null;
  ledUntil?: Date | null;
  ledDueAt?: Date | null;
};

/** A whistle as it went. */
export type PastWhistle = {
  unitId: string;
  kind?: 'everyday' | 'enforcement' | 'key-work' | 'emergency';
  exercise?: boolean;
  state?: string;
  blownAt: Date | null;
  finishedAt?: Date | null;
  closeDueAt?: Date | null;
  closedAt?: Date | null;
  satisfaction?: 'satisfied' | 'fair' | 'dissatisfied' | null;
  ruledAt?: Date | null;
  calls: PastCall[];
};

/** A city with two towns, three departments and a station in each town, over a database of its own; whistles are put into it as they went. */
export async function openWhistledCity(now: string) {
  const database = await freshDatabase();
  const owner = await new DataSource({ type: 'postgres', url: database.ownerUrl, poolSize: 2 }).initialize();
  await owner.query(`
    INSERT INTO directory.org (id, kind, name, name_en, parent_id, unit_id, path, command_point_id, sort, template_id) VALUES
      ('320582', 'city', '张家港市', 'Zhangjiagang', NULL, NULL, '320582', '320582', 0, NULL),
      ('fire', 'department', '消防救援大队', 'Fire and Rescue', '320582', NULL, '320582/fire', 'fire', 1, NULL),
      ('water', 'department', '水务局', 'Water Bureau', '320582', NULL, '320582/water', 'water', 2, NULL),
      ('urban', 'department', '城市管理局', 'Urban Management', '320582', NULL, '320582/urban', 'urban', 3, NULL),
      ('leyu', 'area-unit', '乐余镇', 'Leyu', '320582', 'leyu', '320582/leyu', 'leyu', 4, NULL),
      ('jingang', 'area-unit', '金港街道', 'Jingang', '320582', 'jingang', '320582/jingang', 'jingang', 5, NULL),
      ('leyu:water-station', 'station', '乐余水利站', NULL, 'leyu', 'leyu', '320582/leyu/leyu:water-station', 'leyu', 6, 'water-station'),
      ('jingang:water-station', 'station', '金港水利站', NULL, 'jingang', 'jingang', '320582/jingang/jingang:water-station', 'jingang', 7, 'water-station'),
      ('leyu:fire-station', 'station', '乐余消防站', NULL, 'leyu', 'leyu', '320582/leyu/leyu:fire-station', 'leyu', 8, 'fire-station')`);
  await owner.query(
    `INSERT INTO directory.stationing (template_id, department_id) VALUES ('water-station', 'water'), ('fire-station', 'fire')`,
  );
  const clock = new FakeClock(now);
  const source = await openDatabase(database.urlOf('dispatch'), 'dispatch-test');
  const rules = new WhistleRulesService(source, clock);
  await rules.makeFirst();
  let count = 0;
  return {
    owner,
    source,
    clock,
    rules,
    /** Puts a whistle with its calls into the tables; answers its id and those of its calls, in the order given. */
    async put(whistle: PastWhistle): Promise<{ whistleId: string; taskIds: string[] }> {
      count += 1;
      return owner.transaction(async (tx) => {
        const whistleId = uuidv7();
        const madeAt = whistle.blownAt ?? clock.now();
        await tx.query(
          `INSERT INTO dispatch.whistle (id, number, kind, state, exercise, unit_id, matter_id, title, needed, place, origin, rules_version, limits,
             made_at, made_by_kind, made_by, blown_at, finished_at, close_due_at, closed_at, satisfaction, ruled_at)
           VALUES ($1, $2, $3, $4, $5, $6, 'waterlogging', $7, '抽水', '村口', 'town', 1, '{}', $8, 'person', $1, $9, $10, $11, $12, $13, $14)`,
          [
            whistleId,
            `2026-0000-${String(count).padStart(5, '0')}`,
            whistle.kind ?? 'everyday',
            whistle.state ?? 'blown',
            whistle.exercise ?? false,
            whistle.unitId,
            `积水 ${count}`,
            madeAt,
            whistle.blownAt,
            whistle.finishedAt ?? null,
            whistle.closeDueAt ?? null,
            whistle.closedAt ?? null,
            whistle.satisfaction ?? null,
            whistle.ruledAt ?? null,
          ],
        );
        const taskIds: string[] = [];
        for (const [index, call] of whistle.calls.entries()) {
          taskIds.push(await putCall(tx, whistleId, `W01-${String(index + 1).padStart(2, '0')}`, whistle, call, madeAt));
        }
        return { whistleId, taskIds };
      });
    },
    async close(): Promise<void> {
      await source.destroy();
      await owner.destroy();
      await database.close();
    },
  };
}
export type WhistledCity = Awaited<ReturnType<typeof openWhistledCity>>;

type Tx = { query(sql: string, values: unknown[]): Promise<unknown> };

async function putCall(tx: Tx, whistleId: string, taskNo: string, whistle: PastWhistle, call: PastCall, madeAt: Date): Promise<string> {
  const taskId = uuidv7();
  await tx.query(
    `INSERT INTO dispatch.brief (activation_id, unit_id, task_no, title, title_en, starts, depends_on, acknowledge_minutes, done_minutes, composed, ladder)
     VALUES ($1, $2, $3, '积水', 'Water', 'atStart', '{}', 0, 0, '{}', '[]')`,
    [whistleId, whistle.unitId, taskNo],
  );
  const state = call.overAt ? 'done' : call.arrivedAt ? 'arrived' : call.acknowledgedAt ? 'acknowledged' : 'issued';
  await tx.query(
    `INSERT INTO dispatch.task (id, activation_id, unit_id, task_no, org_id, post_id, unfilled, exercise, state, issued_at, started_at, acknowledge_due_at,
       acknowledged_at, arrive_due_at, arrived_at, done_due_at, closed_at)
     VALUES ($1, $2, $3, $4, $5, 'dept-whistle-officer', false, $6, $7, $8, $8, $9, $10, $11, $12, $13, $14)`,
    [
      taskId,
      whistleId,
      whistle.unitId,
      taskNo,
      call.orgId,
      whistle.exercise ?? false,
      state,
      call.calledAt ?? madeAt,
      call.acknowledgeDueAt ?? null,
      call.acknowledgedAt ?? null,
      call.arriveDueAt ?? null,
      call.arrivedAt ?? null,
      call.doneDueAt ?? null,
      call.overAt ?? null,
    ],
  );
  await tx.query(
    `INSERT INTO dispatch.whistle_call (task_id, whistle_id, org_id, role, responsible, replacing, reason, called_at, returned_at, replaced_at,
       led_until, led_due_at)
     VALUES ($1, $2, $3, $4, $5, $6, '{}', $7, $8, $9, $10, $11)`,
    [
      taskId,
      whistleId,
      call.orgId,
      call.role ?? 'lead',
      call.responsible ?? false,
      call.replacing ?? false,
      call.calledAt ?? madeAt,
      call.returnedAt ?? null,
      call.replacedAt ?? null,
      call.ledUntil ?? null,
      call.ledDueAt ?? null,
    ],
  );
  return taskId;
}
