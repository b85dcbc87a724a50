import type { EntityManager } from 'typeorm';
import type { ScoreQuery } from '#contracts/score.js';
import { satisfactions } from '#contracts/whistle.js';
import type { CallFacts, Figure, Side } from './call-facts.rules.js';
import { figures } from './call-facts.rules.js';
import type { Span } from './month.rules.js';
import type { LineCounts } from './score.rules.js';

/** Which calls are asked for: of which months, and of which town and department; null: of all. */
export type Asked = Span & { side: Side; kind: string | null; unitId: string | null; orgId: string | null; now: Date; checkHours: number };

const parametersOf = (asked: Asked): unknown[] => [
  asked.from,
  asked.before,
  asked.kind,
  asked.unitId,
  asked.orgId,
  asked.now,
  asked.checkHours,
];

/**
 * The calls of a span with all that a figure looks at. An exercise never counts, nor an offer that no town took up. On the side of the towns
 * each whistle stands once, with the call that is responsible for it (or was called last).
 */
function callsSql(side: Side): string {
  const calls =
    side === 'department'
      ? 'JOIN dispatch.whistle_call c ON c.whistle_id = w.id'
      : `JOIN LATERAL (SELECT o.* FROM dispatch.whistle_call o WHERE o.whistle_id = w.id
          ORDER BY o.responsible DESC, o.role = 'lead' DESC, o.called_at DESC, o.task_id DESC LIMIT 1) c ON true`;
  return `call AS (
    SELECT w.id AS whistle_id, c.task_id, w.number, w.title, w.kind, w.state, w.unit_id, c.org_id, c.role, c.responsible, w.blown_at, c.called_at,
      to_char(w.blown_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month,
      t.acknowledge_due_at, t.acknowledged_at, t.arrive_due_at, t.arrived_at,
      least(t.closed_at, c.replaced_at, CASE WHEN c.role = 'assist' THEN c.returned_at END, w.closed_at) AS ended_at,
      $6::timestamptz AS asked_at, $7::float8 * interval '1 hour' AS check_within,
      c.replaced_at, c.returned_at, c.led_until,
      CASE WHEN w.state IN ('finished', 'closed') THEN w.finished_at END AS finished_at,
      ${side === 'department' ? 'coalesce(c.led_due_at, t.done_due_at, w.close_due_at)' : 'w.close_due_at'} AS close_due_at,
      CASE WHEN w.state = 'closed' THEN w.closed_at END AS closed_at,
      w.satisfaction, w.ruled_at, ruled.org_id AS ruled_for, first.org_id AS first_lead
    FROM dispatch.whistle w
    ${calls}
    JOIN dispatch.task t ON t.id = c.task_id
    LEFT JOIN LATERAL (SELECT n.org_id FROM dispatch.whistle_call n WHERE w.ruled_at IS NOT NULL AND n.whistle_id = w.id
        AND (n.responsible OR n.replacing AND n.returned_at IS NULL AND n.replaced_at IS NULL) ORDER BY n.replacing DESC LIMIT 1) ruled ON true
    LEFT JOIN LATERAL (SELECT n.org_id FROM dispatch.whistle_call n WHERE w.ruled_at IS NOT NULL AND n.whistle_id = w.id
        ORDER BY n.called_at, n.task_id LIMIT 1) first ON true
    WHERE NOT w.exercise AND w.blown_at >= $1 AND w.blown_at < $2
      AND ($3::text IS NULL OR w.kind = $3) AND ($4::text IS NULL OR w.unit_id = $4) AND ($5::text IS NULL OR c.org_id = $5)
  )`;
}

const notWithdrawn = (verdict: string): string => `CASE WHEN state = 'withdrawn' THEN NULL ELSE ${verdict} END`;
const responded = (dueAt: string, doneAt: string): string =>
  `CASE WHEN ${doneAt} <= ${dueAt} THEN true WHEN ended_at <= ${dueAt} THEN NULL WHEN ${doneAt} IS NOT NULL OR asked_at > ${dueAt} THEN false END`;

/**
 * The verdicts in SQL: true is a hit, false a miss, NULL does not count. They say what the rules say about one row, a second time, so that a
 * city's year is counted where it lies; a test plays random histories and holds both against each other.
 */
const verdictsSql: Record<Side, Record<Figure, string>> = {
  department: {
    response: notWithdrawn(
      `CASE WHEN arrive_due_at IS NOT NULL THEN ${responded('arrive_due_at', 'arrived_at')}
            WHEN acknowledge_due_at IS NOT NULL THEN ${responded('acknowledge_due_at', 'acknowledged_at')} END`,
    ),
    resolution: notWithdrawn(
      `CASE WHEN close_due_at IS NULL THEN NULL WHEN NOT responsible THEN CASE WHEN led_until > close_due_at THEN false END
            WHEN coalesce(finished_at, closed_at) > close_due_at THEN false WHEN closed_at IS NOT NULL THEN true
            WHEN finished_at IS NULL AND asked_at > close_due_at THEN false END`,
    ),
    satisfaction: notWithdrawn(`CASE WHEN responsible AND closed_at IS NOT NULL THEN satisfaction = 'satisfied' END`),
    'right-use': notWithdrawn(
      `CASE WHEN returned_at IS NULL OR (role = 'lead' AND ruled_at IS NULL AND replaced_at IS NULL) THEN CASE WHEN closed_at IS NOT NULL THEN true END
            ELSE NOT (role = 'lead' AND ruled_at IS NOT NULL AND ruled_for IS NOT DISTINCT FROM org_id) END`,
    ),
  },
  town: {
    response: notWithdrawn(
      `CASE WHEN closed_at <= finished_at + check_within THEN true
            WHEN coalesce(closed_at, asked_at) > finished_at + check_within THEN false END`,
    ),
    resolution: notWithdrawn(
      `CASE WHEN closed_at <= close_due_at THEN true WHEN coalesce(closed_at, asked_at) > close_due_at THEN false END`,
    ),
    satisfaction: 'NULL::boolean',
    'right-use': `CASE WHEN state = 'withdrawn' THEN false WHEN ruled_at IS NOT NULL AND ruled_for IS DISTINCT FROM first_lead THEN false
                       WHEN closed_at IS NOT NULL THEN true END`,
  },
};

const keySql: Record<ScoreQuery['by'], string> = { department: 'org_id', town: 'unit_id', kind: 'kind', month: 'month' };

const column = (figure: Figure): string => `"is ${figure}"`;

type Key = { key: string | null; whole: boolean; whistles: number; satisfied: number; fair: number; dissatisfied: number };
type CountedRow = Key & Record<`${'hits' | 'of'} ${Figure}`, number>;

/** The counts of each line, and of everything in one: all in the database, however many calls there are. */
export async function countCalls(
  tx: EntityManager,
  by: ScoreQuery['by'],
  asked: Asked,
): Promise<{ lines: LineCounts[]; total: LineCounts }> {
  const verdicts = figures.map((figure) => `${verdictsSql[asked.side][figure]} AS ${column(figure)}`);
  const counts = figures.map(
    (figure) => `count(*) FILTER (WHERE ${column(figure)})::int AS "hits ${figure}", count(${column(figure)})::int AS "of ${figure}"`,
  );
  const said = satisfactions.map(
    (answer) => `count(*) FILTER (WHERE ${column('satisfaction')} IS NOT NULL AND satisfaction = '${answer}')::int AS ${answer}`,
  );
  const rows = (await tx.query(
    `WITH ${callsSql(asked.side)}, judged AS (SELECT *, ${verdicts.join(', ')} FROM call)
     SELECT ${keySql[by]} AS key, grouping(${keySql[by]}) = 1 AS whole, count(DISTINCT whistle_id)::int AS whistles, ${counts.join(', ')}, ${said.join(', ')}
     FROM judged GROUP BY GROUPING SETS ((${keySql[by]}), ())`,
    parametersOf(asked),
  )) as CountedRow[];
  return { lines: rows.filter((row) => !row.whole).map(countsOf), total: countsOf(rows.find((row) => row.whole)!) };
}

function countsOf(row: CountedRow): LineCounts {
  const of = (what: 'hits' | 'of') =>
    Object.fromEntries(figures.map((figure) => [figure, row[`${what} ${figure}`]])) as Record<Figure, number>;
  const { whistles, satisfied, fair, dissatisfied } = row;
  return { key: row.key ?? 'total', whistles, hits: of('hits'), of: of('of'), said: { satisfied, fair, dissatisfied } };
}

type CallRecord = {
  whistle_id: string;
  task_id: string;
  number: string;
  title: string;
  kind: CallFacts['kind'];
  state: CallFacts['state'];
  unit_id: string;
  unit_name: string | null;
  org_id: string;
  org_name: string | null;
  role: CallFacts['role'];
  responsible: boolean;
  satisfaction: CallFacts['satisfaction'];
  led_until: Date | null;
  ruled_for: string | null;
  first_lead: string | null;
  first_of_whistle: boolean;
} & Record<`${Moment}_at`, Date | null> & { blown_at: Date };
type Moment =
  | 'acknowledge_due'
  | 'acknowledged'
  | 'arrive_due'
  | 'arrived'
  | 'ended'
  | 'replaced'
  | 'returned'
  | 'finished'
  | 'close_due'
  | 'closed'
  | 'ruled';

/** A call; `isFirst`: the whistle is counted with it, and not again with its other calls. */
export type FoundCall = { facts: CallFacts; isFirst: boolean };

/** The calls of one line (of all lines without a key), newest first. */
export async function listCalls(
  tx: EntityManager,
  line: { by: ScoreQuery['by']; key: string | null },
  asked: Asked,
  page: { offset: number; limit: number },
): Promise<FoundCall[]> {
  const sameLine = line.by === 'department' ? 'AND ($8::text IS NULL OR o.org_id = $8)' : '';
  const firstOfWhistle = `(SELECT o.task_id FROM dispatch.whistle_call o WHERE o.whistle_id = page.whistle_id AND ($5::text IS NULL OR o.org_id = $5)
    ${sameLine} ORDER BY o.role = 'lead' DESC, o.called_at, o.task_id LIMIT 1)`;
  const records = (await tx.query(
    `WITH ${callsSql(asked.side)}, page AS (
       SELECT * FROM call WHERE $8::text IS NULL OR ${keySql[line.by]} = $8
       ORDER BY blown_at DESC, whistle_id, called_at, task_id OFFSET $9 LIMIT $10)
     SELECT page.*, coalesce(unit.name, page.unit_id) AS unit_name, coalesce(org.name, page.org_id) AS org_name,
       ${asked.side === 'town' ? 'true' : `page.task_id = ${firstOfWhistle}`} AS first_of_whistle
     FROM page LEFT JOIN directory_read.org unit ON unit.id = page.unit_id LEFT JOIN directory_read.org org ON org.id = page.org_id
     ORDER BY blown_at DESC, whistle_id, called_at, page.task_id`,
    [...parametersOf(asked), line.key, page.offset, page.limit],
  )) as CallRecord[];
  return records.map((record) => ({ facts: factsOf(record), isFirst: record.first_of_whistle }));
}

function factsOf(record: CallRecord): CallFacts {
  return {
    whistleId: record.whistle_id,
    taskId: record.task_id,
    number: record.number,
    title: record.title,
    kind: record.kind,
    state: record.state,
    unitId: record.unit_id,
    unitName: record.unit_name ?? record.unit_id,
    orgId: record.org_id,
    orgName: record.org_name ?? record.org_id,
    role: record.role,
    responsible: record.responsible,
    blownAt: record.blown_at,
    acknowledgeDueAt: record.acknowledge_due_at,
    acknowledgedAt: record.acknowledged_at,
    arriveDueAt: record.arrive_due_at,
    arrivedAt: record.arrived_at,
    endedAt: record.ended_at,
    replacedAt: record.replaced_at,
    ledUntil: record.led_until,
    returnedAt: record.returned_at,
    finishedAt: record.finished_at,
    closeDueAt: record.close_due_at,
    closedAt: record.closed_at,
    satisfaction: record.satisfaction,
    ruledAt: record.ruled_at,
    ruledFor: record.ruled_for,
    firstLead: record.first_lead,
  };
}
