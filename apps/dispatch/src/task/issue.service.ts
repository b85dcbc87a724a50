import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ActivationStarted } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import { activationKey } from '#contracts/events.js';
import type { IssuedTask } from '#contracts/task.js';
import { Outbox } from '#messaging/ports.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { acknowledgeLimit } from '../escalation/escalation.service.js';
import { chunksOf, tasksPerEvent } from './issue.rules.js';
import { StartService } from './start.service.js';

type NewTask = {
  id: string;
  task_no: string;
  org_id: string;
  post_id: string;
  command_point_id: string;
  title: string;
  title_en: string;
  state: IssuedTask['state'];
  starts: IssuedTask['starts'];
  unfilled: boolean;
  person_id: string | null;
  holding: string;
  started_at: Date | null;
  acknowledge_due_at: Date | null;
  done_due_at: Date | null;
};

const clockActor = { kind: 'service', id: 'dispatch' } as const;

/** Turns each part of a started response into tasks: one per expected row, with the row's id, so that nothing is issued twice. */
@Injectable()
export class IssueService {
  constructor(
    private readonly outbox: Outbox,
    private readonly starts: StartService,
    private readonly clock: Clock,
    private readonly alarms: AlarmClock,
  ) {}

  /** Issues the tasks of one part. A part that comes after the response ended in its unit is refused and issues nothing. */
  async issueTasks(tx: EntityManager, event: Envelope<ActivationStarted>): Promise<void> {
    const { activationId, unitId } = event.data;
    await this.openResponse(tx, event);
    await this.keepBriefs(tx, event.data);
    const tasks = await this.insertTasks(tx, event);
    this.alarms.setBells(
      acknowledgeLimit,
      tasks.map((task) => task.acknowledge_due_at),
    );
    await this.announce(tx, event, tasks);
    await this.starts.startReady(tx, activationId, unitId, new Date(event.data.startedAt));
  }

  private async openResponse(tx: EntityManager, event: Envelope<ActivationStarted>): Promise<void> {
    const { activationId, unitId, incidentTitle, level, startedAt } = event.data;
    const now = this.clock.now();
    await tx.query(
      `INSERT INTO dispatch.response (activation_id, unit_id, exercise, incident_title, level, started_at, part_total)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [activationId, unitId, event.exercise, incidentTitle, level, startedAt, event.parttotal],
    );
    const [response] = (await tx.query(
      'SELECT exercise, ended_at FROM dispatch.response WHERE activation_id = $1 AND unit_id = $2 FOR UPDATE',
      [activationId, unitId],
    )) as [{ exercise: boolean; ended_at: Date | null }];
    if (response.ended_at) throw new Refused('activation-ended');
    if (response.exercise !== event.exercise) throw new Refused('exercise-differs');
    await tx.query(
      `INSERT INTO dispatch.part (activation_id, part_index, part_total, received_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
      [activationId, event.partindex, event.parttotal, now],
    );
  }

  private async keepBriefs(tx: EntityManager, started: ActivationStarted): Promise<void> {
    await tx.query(
      `INSERT INTO dispatch.brief (activation_id, unit_id, task_no, title, title_en, starts, on_report, depends_on,
                                   acknowledge_minutes, done_minutes, reported, composed)
       SELECT $1, $2, t->>'taskNo', t->>'title', t->>'titleEn', t->>'starts', t->>'onReport',
              ARRAY(SELECT jsonb_array_elements_text(t->'dependsOn')),
              (t->>'acknowledgeMinutes')::int, (t->>'doneMinutes')::int, coalesce(t->>'onReport' = ANY($4::text[]), false), t
       FROM jsonb_array_elements($3::jsonb) AS t
       ON CONFLICT DO NOTHING`,
      [started.activationId, started.unitId, JSON.stringify(started.tasks), started.reports],
    );
  }

  /** One statement: who is on duty, when it starts, when it is due. A post without a person is kept as unfilled, never dropped by a join. */
  private async insertTasks(tx: EntityManager, event: Envelope<ActivationStarted>): Promise<NewTask[]> {
    const { activationId, unitId, startedAt, rows } = event.data;
    return (await tx.query(
      `WITH expected AS (
         SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) AS r(id, task_no, org_id, post_id)
       ), placed AS (
         SELECT e.*, b.title, b.title_en, b.starts, b.acknowledge_minutes, b.done_minutes, d.person_id,
                coalesce(d.holding, 'vacant') AS holding, coalesce(o.command_point_id, e.org_id) AS command_point_id,
                CASE WHEN b.starts IN ('atStart', 'byTheClick') THEN $7::timestamptz END AS started_at
         FROM expected e
         JOIN dispatch.brief b ON b.activation_id = $1 AND b.unit_id = $2 AND b.task_no = e.task_no
         LEFT JOIN directory_read.org o ON o.id = e.org_id
         LEFT JOIN directory_read.on_duty($8) d ON d.org_id = e.org_id AND d.post_id = e.post_id
       ), inserted AS (
         INSERT INTO dispatch.task (id, activation_id, unit_id, task_no, org_id, post_id, person_id, unfilled, exercise, state, issued_at,
                                    started_at, acknowledge_due_at, done_due_at, acknowledged_at, closed_at)
         SELECT id, $1, $2, task_no, org_id, post_id, person_id, person_id IS NULL, $9, CASE starts WHEN 'byTheClick' THEN 'done' ELSE 'issued' END, $8,
                started_at,
                CASE WHEN starts = 'atStart' THEN started_at + acknowledge_minutes * interval '1 minute' END,
                CASE WHEN starts = 'atStart' AND done_minutes > 0 THEN started_at + done_minutes * interval '1 minute' END,
                CASE WHEN starts = 'byTheClick' THEN started_at END,
                CASE WHEN starts = 'byTheClick' THEN started_at END
         FROM placed
         ON CONFLICT (id) DO NOTHING
         RETURNING *
       )
       SELECT i.id, i.task_no, i.org_id, i.post_id, p.command_point_id, p.title, p.title_en, i.state, p.starts, i.unfilled, i.person_id, p.holding,
              i.started_at, i.acknowledge_due_at, i.done_due_at
       FROM inserted i JOIN placed p ON p.id = i.id
       ORDER BY i.started_at NULLS LAST, i.done_due_at NULLS LAST, i.id`,
      [
        activationId,
        unitId,
        rows.map((row) => row.id),
        rows.map((row) => row.taskNo),
        rows.map((row) => row.orgId),
        rows.map((row) => row.postId),
        startedAt,
        this.clock.now(),
        event.exercise,
      ],
    )) as NewTask[];
  }

  private async announce(tx: EntityManager, event: Envelope<ActivationStarted>, tasks: NewTask[]): Promise<void> {
    const { activationId, unitId, incidentTitle, level } = event.data;
    const now = this.clock.now();
    await appendTimeline(
      tx,
      'dispatch',
      tasks.map((task) => ({
        at: now,
        what: task.unfilled ? 'task.unfilled' : 'task.issued',
        by: clockActor,
        activationId,
        unitId,
        taskId: task.id,
        facts: { holding: task.holding, personId: task.person_id, starts: task.starts },
      })),
    );
    await this.outbox.append(
      tx,
      chunksOf(tasks, tasksPerEvent).map((chunk) => ({
        type: 'task.issued.v1' as const,
        key: activationKey(activationId, unitId),
        exercise: event.exercise,
        data: { activationId, incidentTitle, unitId, level, issuedAt: now.toISOString(), tasks: chunk.map(issuedTaskOf) },
      })),
    );
  }
}

function issuedTaskOf(task: NewTask): IssuedTask {
  return {
    taskId: task.id,
    taskNo: task.task_no,
    orgId: task.org_id,
    postId: task.post_id,
    commandPointId: task.command_point_id,
    title: task.title,
    titleEn: task.title_en,
    state: task.state,
    starts: task.starts,
    unfilled: task.unfilled,
    startedAt: task.started_at?.toISOString() ?? null,
    acknowledgeDueAt: task.acknowledge_due_at?.toISOString() ?? null,
    doneDueAt: task.done_due_at?.toISOString() ?? null,
  };
}
