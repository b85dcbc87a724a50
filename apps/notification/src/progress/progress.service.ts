import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { UnitProgress } from '#contracts/mailbox.js';
import { Clock } from '#service-kit/clock.js';
import type { ProgressOfAll } from './progress.rules.js';

/** Counts an activation as it stands: one query, whatever its size. */
@Injectable()
export class ProgressService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Progress of every unit of the activation; no units if it is not known. Overdue is derived from the due columns and the clock. */
  async count(activationId: string): Promise<ProgressOfAll> {
    const at = this.clock.now();
    const rows = (await this.database.query(countUnits, [activationId, at])) as CountedUnit[];
    return {
      activationId,
      at: at.toISOString(),
      units: rows.map((row) => ({ unitPath: row.unit_path, expected: row.expected, progress: progressOf(row) })),
    };
  }
}

type CountedUnit = Record<Exclude<keyof UnitProgress, 'unitId' | 'worst' | 'notReached'>, number> & {
  unit_id: string;
  unit_path: string;
  expected: number;
  not_reached: number;
  worst_task_id: string | null;
  worst_said: { title: string; titleEn: string };
  worst_org_id: string;
  worst_org_name: string;
  worst_due_at: Date;
};

function progressOf(row: CountedUnit): UnitProgress {
  const { tasks, waiting, unfilled, delivered, acknowledged, arrived, done, declined, cancelled, overdue, escalated } = row;
  const worst =
    row.worst_task_id === null
      ? null
      : {
          taskId: row.worst_task_id,
          title: row.worst_said.title,
          titleEn: row.worst_said.titleEn,
          orgId: row.worst_org_id,
          orgName: row.worst_org_name,
          dueAt: row.worst_due_at.toISOString(),
        };
  const counts = {
    tasks,
    waiting,
    unfilled,
    delivered,
    acknowledged,
    arrived,
    done,
    declined,
    cancelled,
    overdue,
    notReached: row.not_reached,
    escalated,
  };
  return { unitId: row.unit_id, ...counts, worst };
}

/** A started, open task is overdue from its acknowledge limit while nobody has it, and from its done limit in any case. */
const countUnits = `
  WITH task AS (
    SELECT r.*, CASE WHEN r.started_at IS NULL THEN NULL
                     WHEN r.state = 'issued' THEN least(r.acknowledge_due_at, r.done_due_at)
                     WHEN r.state IN ('acknowledged', 'arrived') THEN r.done_due_at END AS due_at
    FROM notification.mailbox_row r WHERE r.activation_id = $1 AND r.kind = 'task'
  ), counted AS (
    SELECT unit_id,
      count(*)::integer AS tasks,
      count(*) FILTER (WHERE started_at IS NULL AND state IN ('issued', 'acknowledged', 'arrived'))::integer AS waiting,
      count(*) FILTER (WHERE unfilled)::integer AS unfilled,
      count(*) FILTER (WHERE delivered_at IS NOT NULL)::integer AS delivered,
      count(*) FILTER (WHERE acknowledged_at IS NOT NULL)::integer AS acknowledged,
      count(*) FILTER (WHERE state IN ('arrived', 'done'))::integer AS arrived,
      count(*) FILTER (WHERE state = 'done')::integer AS done,
      count(*) FILTER (WHERE state = 'declined')::integer AS declined,
      count(*) FILTER (WHERE state = 'cancelled')::integer AS cancelled,
      count(*) FILTER (WHERE due_at < $2)::integer AS overdue,
      count(*) FILTER (WHERE not_reached_at IS NOT NULL AND state = 'issued')::integer AS not_reached,
      count(*) FILTER (WHERE escalated_at IS NOT NULL)::integer AS escalated
    FROM task GROUP BY unit_id
  ), worst AS (
    SELECT DISTINCT ON (unit_id) unit_id, task_id, said, mailbox_id, due_at FROM task WHERE due_at < $2 ORDER BY unit_id, due_at, task_id
  )
  SELECT u.unit_id, o.path AS unit_path, u.expected,
    coalesce(c.tasks, 0) AS tasks, coalesce(c.waiting, 0) AS waiting, coalesce(c.unfilled, 0) AS unfilled, coalesce(c.delivered, 0) AS delivered,
    coalesce(c.acknowledged, 0) AS acknowledged, coalesce(c.arrived, 0) AS arrived, coalesce(c.done, 0) AS done,
    coalesce(c.declined, 0) AS declined, coalesce(c.cancelled, 0) AS cancelled, coalesce(c.overdue, 0) AS overdue,
    coalesce(c.not_reached, 0) AS not_reached, coalesce(c.escalated, 0) AS escalated,
    w.task_id AS worst_task_id, w.said AS worst_said, w.due_at AS worst_due_at, wm.org_id AS worst_org_id, wo.name AS worst_org_name
  FROM notification.response u
  JOIN directory_read.org o ON o.id = u.unit_id
  LEFT JOIN counted c ON c.unit_id = u.unit_id
  LEFT JOIN worst w ON w.unit_id = u.unit_id
  LEFT JOIN notification.mailbox wm ON wm.id = w.mailbox_id
  LEFT JOIN directory_read.org wo ON wo.id = wm.org_id
  WHERE u.activation_id = $1
  ORDER BY o.sort, u.unit_id`;
