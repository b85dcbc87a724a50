import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Holding } from '#contracts/activation.js';
import type { CallLine, CallList } from '#contracts/call-list.js';
import { inScopeSql } from '#service-kit/scope.js';

type CallRow = {
  unit_id: string;
  unit_name: string;
  org_id: string;
  org_name: string;
  post_id: string;
  post_name: string;
  post_name_en: string;
  holding: Holding;
  person_name: string | null;
  phone: string | null;
  tasks: number;
  start_now: number;
  most_urgent: CallLine['mostUrgent'];
};

/**
 * The posts that have tasks, unit by unit in the directory's order, inside an org the busiest first: one query, whatever the size. The most
 * urgent task is the one that runs from the start and has the shortest limits.
 */
export async function readCallUnits(tx: EntityManager, caller: SessionClaims, activationId: string, at: Date): Promise<CallList['units']> {
  const rows = (await tx.query(callLines, [activationId, caller.orgPath, at])) as CallRow[];
  const units = new Map<string, CallList['units'][number]>();
  for (const row of rows) {
    const unit = units.get(row.unit_id) ?? { unitId: row.unit_id, unitName: row.unit_name, lines: [] };
    units.set(row.unit_id, unit);
    unit.lines.push(lineOf(row));
  }
  return [...units.values()];
}

function lineOf(row: CallRow): CallLine {
  return {
    orgId: row.org_id,
    orgName: row.org_name,
    postId: row.post_id,
    postName: row.post_name,
    postNameEn: row.post_name_en,
    holding: row.holding,
    personName: row.person_name,
    phone: row.phone,
    tasks: row.tasks,
    startNow: row.start_now,
    mostUrgent: row.most_urgent,
  };
}

const callLines = `
  WITH unit AS (
    SELECT u.unit_id, u.tasks, u.reports, o.name, o.sort
    FROM plan.activation_unit u JOIN directory_read.org o ON o.id = u.unit_id
    WHERE u.activation_id = $1 AND ${inScopeSql('o.path', '$2')}
  ), task AS MATERIALIZED (
    SELECT u.unit_id, t."taskNo" AS task_no, t."acknowledgeMinutes" AS acknowledge_minutes, nullif(t."doneMinutes", 0) AS done_minutes,
      jsonb_build_object('taskNo', t."taskNo", 'title', t.title, 'titleEn', t."titleEn") AS said,
      CASE WHEN t.starts = 'atStart' OR t.starts = 'onReport' AND t."onReport" = ANY(u.reports) THEN 0
           WHEN t.starts = 'afterTask' THEN 1 WHEN t.starts = 'onReport' THEN 2 WHEN t.starts = 'atEnd' THEN 3 ELSE 4 END AS turn
    FROM unit u CROSS JOIN LATERAL jsonb_to_recordset(u.tasks)
      AS t("taskNo" text, title text, "titleEn" text, starts text, "onReport" text, "acknowledgeMinutes" int, "doneMinutes" int)
  ), line AS MATERIALIZED (
    SELECT r.unit_id, r.org_id, r.post_id, count(*)::int AS tasks, (count(*) FILTER (WHERE t.turn = 0))::int AS start_now,
      (array_agg(t.said ORDER BY t.turn, t.acknowledge_minutes, t.done_minutes NULLS LAST, t.task_no))[1] AS most_urgent
    FROM plan.expected_row r JOIN task t ON t.unit_id = r.unit_id AND t.task_no = r.task_no
    WHERE r.activation_id = $1
    GROUP BY r.unit_id, r.org_id, r.post_id
  ), duty AS MATERIALIZED (
    SELECT d.org_id, d.post_id, d.person_id, d.holding FROM directory_read.on_duty($3) d WHERE d.org_id = ANY(ARRAY(SELECT org_id FROM line))
  )
  SELECT l.unit_id, u.name AS unit_name, l.org_id, coalesce(o.name, l.org_id) AS org_name, l.post_id, coalesce(p.name, l.post_id) AS post_name,
    coalesce(p.name_en, l.post_id) AS post_name_en, coalesce(d.holding, 'vacant') AS holding, n.name AS person_name,
    nullif(n.phone, '') AS phone, l.tasks, l.start_now, l.most_urgent
  FROM line l
  JOIN unit u ON u.unit_id = l.unit_id
  LEFT JOIN directory_read.org o ON o.id = l.org_id
  LEFT JOIN directory_read.post p ON p.id = l.post_id
  LEFT JOIN duty d ON d.org_id = l.org_id AND d.post_id = l.post_id
  LEFT JOIN directory_read.person n ON n.id = d.person_id
  ORDER BY u.sort, l.unit_id, o.sort, l.org_id, l.start_now DESC, l.tasks DESC, l.post_id`;
