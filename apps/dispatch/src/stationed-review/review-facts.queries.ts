import type { EntityManager } from 'typeorm';
import type { ReviewRowsAnswer, StationedReview } from '#contracts/stationed-review.js';
import { reviewFact } from '#contracts/stationed-review.js';
import { judgeCall } from '../score/score-row.rules.js';
import type { Asked } from '../score/score.queries.js';
import { countCalls, listCalls } from '../score/score.queries.js';

export type Fact = StationedReview['facts'][number]['fact'];
/** Whose year it is. */
export type Station = { stationOrgId: string; unitId: string; departmentId: string };
/** The year as moments, and now. */
export type Year = { from: Date; before: Date; now: Date };

/** The station's tasks of a year: of whatever they were part of, but no exercise and nothing that was taken back. `$2`, `$3` the year, `$4` now. */
const tasksSql = `task AS (
  SELECT t.id, t.org_id, t.started_at AS at, b.title, true AS "tasks",
    CASE WHEN t.acknowledged_at <= t.acknowledge_due_at THEN true
         WHEN coalesce(t.acknowledged_at, t.closed_at, $4) > t.acknowledge_due_at THEN false END AS "tasks-acknowledged-in-time",
    CASE WHEN t.state = 'done' THEN t.closed_at <= t.done_due_at WHEN t.closed_at IS NULL AND $4 > t.done_due_at THEN false END AS "tasks-done-in-time"
  FROM dispatch.task t JOIN dispatch.brief b USING (activation_id, unit_id, task_no)
  WHERE t.org_id = ANY($1) AND NOT t.exercise AND t.state <> 'cancelled' AND t.started_at >= $2 AND t.started_at < $3)`;

/** The facts of a sheet. */
export const factNames = reviewFact.shape.fact.options;

const taskFacts = ['tasks', 'tasks-acknowledged-in-time', 'tasks-done-in-time'] as const satisfies readonly Fact[];
const whistleFacts = {
  'whistles-of-department': 'whistles',
  'whistles-arrived-in-time': 'response',
  'whistles-satisfied': 'satisfaction',
} as const satisfies Partial<Record<Fact, string>>;

/** The facts of each of these stations: what its posts did, and how the department came when this town whistled, counted as in the scores. */
export async function countFacts(
  tx: EntityManager,
  stations: readonly Station[],
  year: Year,
): Promise<Map<string, StationedReview['facts']>> {
  const counts = taskFacts.map(
    (fact) => `count(*) FILTER (WHERE "${fact}")::int AS "count ${fact}", count("${fact}")::int AS "of ${fact}"`,
  );
  const rows = (await tx.query(`WITH ${tasksSql} SELECT org_id, ${counts.join(', ')} FROM task GROUP BY org_id`, [
    stations.map(({ stationOrgId }) => stationOrgId),
    year.from,
    year.before,
    year.now,
  ])) as ({ org_id: string } & Record<string, number>)[];
  const tasks = new Map(rows.map((row) => [row.org_id, row]));
  const whistles = new Map<string, Awaited<ReturnType<typeof countCalls>>['lines']>();
  for (const unitId of new Set(stations.map((station) => station.unitId))) {
    whistles.set(unitId, (await countCalls(tx, 'department', askedOf({ unitId, departmentId: null }, year))).lines);
  }
  return new Map(
    stations.map((station) => {
      const done = tasks.get(station.stationOrgId);
      const called = whistles.get(station.unitId)?.find(({ key }) => key === station.departmentId);
      return [
        station.stationOrgId,
        [
          ...taskFacts.map((fact) => ({ fact, count: done?.[`count ${fact}`] ?? 0, of: done?.[`of ${fact}`] ?? 0 })),
          { fact: 'whistles-of-department' as const, count: called?.whistles ?? 0, of: called?.whistles ?? 0 },
          { fact: 'whistles-arrived-in-time' as const, count: called?.hits.response ?? 0, of: called?.of.response ?? 0 },
          { fact: 'whistles-satisfied' as const, count: called?.hits.satisfaction ?? 0, of: called?.of.satisfaction ?? 0 },
        ],
      ];
    }),
  );
}

/** The rows of one fact, newest first: those that it counts, each a hit or not. */
export async function listFactRows(tx: EntityManager, station: Station, fact: Fact, year: Year): Promise<ReviewRowsAnswer['rows']> {
  if (fact in whistleFacts) return listWhistles(tx, station, fact as keyof typeof whistleFacts, year);
  const rows = (await tx.query(
    `WITH ${tasksSql} SELECT id, title, at, "${fact}" AS hit FROM task WHERE "${fact}" IS NOT NULL ORDER BY at DESC, id DESC`,
    [[station.stationOrgId], year.from, year.before, year.now],
  )) as { id: string; title: string; at: Date; hit: boolean }[];
  return rows.map(({ id, title, at, hit }) => ({ id, kind: 'task', title, at: at.toISOString(), hit, whistleId: null }));
}

/** More calls than a department gets from one town in a year. */
const rowsAtMost = 100_000;

async function listWhistles(
  tx: EntityManager,
  station: Station,
  fact: keyof typeof whistleFacts,
  year: Year,
): Promise<ReviewRowsAnswer['rows']> {
  const asked = askedOf(station, year);
  const found = await listCalls(tx, { by: 'department', key: station.departmentId }, asked, { offset: 0, limit: rowsAtMost });
  return found.flatMap(({ facts, isFirst }) => {
    const { counts, hit } = judgeCall('department', whistleFacts[fact], facts, isFirst, asked.now, asked.checkHours);
    return counts
      ? [
          {
            id: facts.taskId,
            kind: 'whistle' as const,
            title: facts.title,
            at: facts.blownAt.toISOString(),
            hit,
            whistleId: facts.whistleId,
          },
        ]
      : [];
  });
}

/** The side of the departments looks at no town's checks: their hours do not matter here. */
function askedOf({ unitId, departmentId }: { unitId: string; departmentId: string | null }, year: Year): Asked {
  return { ...year, side: 'department', kind: null, unitId, orgId: departmentId, checkHours: 0 };
}
