import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { z } from 'zod';
import type { Whistle, WhistlePage, WhistleQuery, whistleCall } from '#contracts/whistle.js';
import { askPrepared } from '#service-kit/prepared.js';
import { Refused } from '#service-kit/refused.js';
import { isCityScope } from '#service-kit/scope.js';
import { actsOf } from './whistle.rules.js';
import type { CallFacts } from './whistle.rules.js';
import { isTownOf, standingOf } from './whistle-side.rules.js';
import type { StandingWhistle } from './whistle-side.rules.js';

type Call = z.infer<typeof whistleCall> & { mayReturnUntil: Date | null; over: boolean; tookOver: boolean };
type Row = Omit<Whistle, 'acts' | 'ownTaskId' | 'mayReturnUntil' | 'calls'> &
  Pick<StandingWhistle, 'rules' | 'returns' | 'unitId' | 'state' | 'kind' | 'question'> & { ruledAt: Date | null; calls: Call[] };

/** The leg whose clock runs next on a call, and when it falls due: SQL over `t`. */
const runningLeg = `CASE t.state WHEN 'issued' THEN 'acknowledge'
  WHEN 'acknowledged' THEN CASE WHEN t.arrive_due_at IS NOT NULL THEN 'arrive' WHEN t.feedback_due_at IS NOT NULL THEN 'feedback' ELSE 'finish' END
  ELSE CASE WHEN t.feedback_due_at IS NOT NULL THEN 'feedback' ELSE 'finish' END END`;
const runningDue = `CASE (${runningLeg}) WHEN 'acknowledge' THEN t.acknowledge_due_at WHEN 'arrive' THEN t.arrive_due_at
  WHEN 'feedback' THEN t.feedback_due_at ELSE t.done_due_at END`;

const calls = `
  SELECT c.whistle_id, jsonb_agg(jsonb_build_object(
    'taskId', c.task_id, 'orgId', c.org_id, 'orgName', coalesce(o.name, c.org_id), 'postId', t.post_id, 'role', c.role, 'responsible', c.responsible,
    'replacing', c.replacing, 'state', t.state, 'unfilled', t.unfilled, 'reason', c.reason, 'calledAt', c.called_at,
    'acknowledgeDueAt', t.acknowledge_due_at, 'acknowledgedAt', t.acknowledged_at, 'arriveDueAt', t.arrive_due_at, 'arrivedAt', t.arrived_at,
    'arrivedPosition', t.arrived_position, 'feedbackDueAt', t.feedback_due_at, 'lastFeedbackAt', t.noted_at,
    'lastFeedback', nullif(CASE WHEN t.state = 'done' AND t.note <> '' THEN t.note ELSE t.last_note END, ''),
    'finishedAt', CASE WHEN t.state = 'done' THEN t.closed_at END, 'returnedAt', c.returned_at, 'returnCode', c.return_code,
    'replacedAt', c.replaced_at, 'escalatedAt', t.escalated_at, 'mayReturnUntil', c.may_return_until, 'tookOver', c.took_over_at IS NOT NULL,
    'over', c.replaced_at IS NOT NULL OR t.state IN ('declined', 'cancelled'),
    'rung', coalesce((SELECT max(e.rung) FROM dispatch.escalation e WHERE e.task_id = t.id AND e.leg = ${runningLeg} AND e.due_at = ${runningDue}), 0),
    'evidence', (SELECT count(*) FROM dispatch.evidence v WHERE v.task_id = t.id)) ORDER BY c.called_at, t.task_no) AS calls
  FROM dispatch.whistle_call c JOIN dispatch.task t ON t.id = c.task_id LEFT JOIN directory_read.org o ON o.id = c.org_id`;

const columns = `
  w.id, w.number, w.kind, v.rules->'kinds'->w.kind->>'name' AS "kindName", v.rules->'kinds'->w.kind->>'nameEn' AS "kindNameEn", w.state, w.question,
  w.exercise, w.unit_id AS "unitId", coalesce(u.name, w.unit_id) AS "unitName", w.matter_id AS "matterId", coalesce(m.name, w.matter_id) AS "matterName",
  coalesce(m.name_en, w.matter_id) AS "matterNameEn", w.title, w.needed, jsonb_build_object('description', w.place, 'position', w.position) AS place,
  w.origin, CASE WHEN w.incident_title IS NOT NULL THEN jsonb_build_object('id', w.incident_id, 'title', w.incident_title) END AS incident,
  w.limits, w.blown_at AS "blownAt", w.close_due_at AS "closeDueAt", coalesce(k.calls, '[]'::jsonb) AS calls, w.returns,
  w.ruling_due_at AS "rulingDueAt", w.ruled_at AS "ruledAt",
  CASE WHEN w.reassign_asked IS NOT NULL THEN w.reassign_asked || jsonb_build_object('orgName', a.name) END AS "reassignAsked",
  w.closed_at AS "closedAt", w.satisfaction, w.checked AS check, v.rules`;

/** What a whistle is shown with; `w` are its rows. */
const joins = `
  JOIN dispatch.whistle_rules v ON v.version = w.rules_version
  LEFT JOIN directory_read.org u ON u.id = w.unit_id
  LEFT JOIN directory_read.matter m ON m.id = w.matter_id
  LEFT JOIN directory_read.org a ON a.id = w.reassign_asked->>'orgId'
  LEFT JOIN LATERAL (${calls} WHERE c.whistle_id = w.id GROUP BY c.whistle_id) k ON true`;

/** When something of an open whistle falls due next, the earliest of all that run. */
const urgentAt = `LEAST(w.ruling_due_at, CASE WHEN w.question = 'ruling' THEN w.ruling_asked_at END, CASE WHEN w.state = 'finished' THEN w.close_due_at END, (
  SELECT min(LEAST(CASE WHEN t.state = 'issued' THEN t.acknowledge_due_at END, CASE WHEN t.state IN ('issued', 'acknowledged') THEN t.arrive_due_at END,
                   t.feedback_due_at, t.done_due_at))
  FROM dispatch.whistle_call c JOIN dispatch.task t ON t.id = c.task_id
  WHERE c.whistle_id = w.id AND c.replaced_at IS NULL AND t.state IN ('issued', 'acknowledged', 'arrived')))`;

const isOpen = `w.state IN ('blown', 'acknowledged', 'on-scene', 'finished')`;
/** What a list may be narrowed to; `overdue` compares with the time in $4. */
const listed: Record<WhistleQuery['state'], string> = {
  open: isOpen,
  closed: `w.state IN ('closed', 'withdrawn', 'refused')`,
  offered: `w.state = 'offered'`,
  ruling: `${isOpen} AND w.question = 'ruling'`,
  overdue: `${isOpen} AND ${urgentAt} <= $4`,
};

/** Which whistles a caller shares: $1 is the caller's org, $2 the town or null, $3 whether the caller is the city. */
const shared = `($3::boolean OR w.unit_id = $2::text OR w.offered_by_org_id = $1::text
  OR EXISTS (SELECT 1 FROM dispatch.whistle_call s WHERE s.whistle_id = w.id AND s.org_id = $1::text))`;

function scopeOf(caller: SessionClaims): [orgId: string, townId: string | null, city: boolean] {
  const townId = caller.unitId !== null && isTownOf(caller, caller.unitId) ? caller.unitId : null;
  return [caller.orgId, townId, isCityScope(caller)];
}

/** One whistle as the caller sees it, within a transaction. Missing and foreign answer alike. */
export async function readWhistle(tx: EntityManager, caller: SessionClaims, whistleId: string, now: Date): Promise<Whistle> {
  const [row] = await askPrepared<Row>(tx, `SELECT ${columns} FROM dispatch.whistle w ${joins} WHERE w.id = $4 AND ${shared}`, [
    ...scopeOf(caller),
    whistleId,
  ]);
  if (!row) throw new Refused('not-found');
  return viewOf(caller, row, now);
}

/** The whistles that the caller shares, a page of them, and how many there are of each sort. */
export async function listWhistles(tx: EntityManager, caller: SessionClaims, query: WhistleQuery, now: Date): Promise<WhistlePage> {
  const parameters: unknown[] = [...scopeOf(caller), now];
  const put = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [shared, `$4::timestamptz IS NOT NULL`];
  if (query.kind) conditions.push(`w.kind = ${put(query.kind)}`);
  if (query.unitId) conditions.push(`w.unit_id = ${put(query.unitId)}`);
  if (query.orgId)
    conditions.push(`EXISTS (SELECT 1 FROM dispatch.whistle_call n WHERE n.whistle_id = w.id AND n.org_id = ${put(query.orgId)})`);
  if (query.exercise) conditions.push(`w.exercise = ${put(query.exercise === 'true')}`);
  // A department knows an incident by its title alone: what it may not see it cannot ask by either.
  if (query.incidentId) conditions.push(isDepartment(caller) ? 'false' : `w.incident_id = ${put(query.incidentId)}`);
  const where = conditions.join(' AND ');
  const counted = [...parameters];
  const closed = query.state === 'closed';
  const order = closed ? 'w.sorted_at DESC, w.id DESC' : 'w.sorted_at NULLS LAST, w.id';
  // The page is found first: what a whistle is shown with is read for its rows alone.
  const page = `SELECT * FROM (SELECT w.*, ${closed ? 'w.closed_at' : urgentAt} AS sorted_at FROM dispatch.whistle w WHERE ${where} AND ${listed[query.state]}) w
    ORDER BY ${order} LIMIT ${put(query.limit + 1)} OFFSET ${put(query.after)}`;
  const rows = (await tx.query(`SELECT ${columns} FROM (${page}) w ${joins} ORDER BY ${order}`, parameters)) as Row[];
  const [counts] = (await tx.query(
    `SELECT ${(['open', 'overdue', 'ruling', 'offered'] as const).map((state) => `count(*) FILTER (WHERE ${listed[state]})::int AS ${state}`).join(', ')}
     FROM dispatch.whistle w WHERE ${where} AND w.closed_at IS NULL`,
    counted,
  )) as [WhistlePage['counts']];
  return {
    whistles: rows.slice(0, query.limit).map((row) => viewOf(caller, row, now)),
    next: rows.length > query.limit ? query.after + query.limit : null,
    counts,
  };
}

function isDepartment(caller: SessionClaims): boolean {
  return caller.unitId === null && !isCityScope(caller);
}

/** What of a whistle goes to this caller: a department gets no id of the incident. */
function viewOf(caller: SessionClaims, { rules, calls: known, ...row }: Row, now: Date): Whistle {
  const facts = known.map<CallFacts>((call) => ({
    taskId: call.taskId,
    orgId: call.orgId,
    role: call.role,
    responsible: call.responsible,
    replacing: call.replacing,
    tookOver: call.tookOver,
    replaced: call.replacedAt !== null,
    returned: call.returnedAt !== null,
    over: call.over,
    mayReturnUntil: call.mayReturnUntil === null ? null : new Date(call.mayReturnUntil),
    taskState: call.state,
    arrived: call.arrivedAt !== null,
  }));
  const standing = standingOf(caller, { ...row, rules }, facts, now);
  const returning = standing.own ?? facts.find((call) => call.replacing) ?? facts.find((call) => call.responsible) ?? null;
  return {
    ...row,
    incident: row.incident && isDepartment(caller) ? { ...row.incident, id: null } : row.incident,
    calls: known.map(({ mayReturnUntil: _until, over: _over, tookOver: _tookOver, ...call }) => call),
    mayReturnUntil: returning?.mayReturnUntil?.toISOString() ?? null,
    acts: actsOf(standing),
    ownTaskId: standing.own?.taskId ?? null,
  };
}
