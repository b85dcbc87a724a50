import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type {
  Activation,
  ActivationPage,
  ActivationQuery,
  ActivationTimeline,
  EndActivation,
  ReportAnswer,
  ReportTriggered,
} from '#contracts/activation.js';
import { activationKey } from '#contracts/events.js';
import type { Actor } from '#contracts/task.js';
import { Outbox } from '#messaging/ports.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { inScopeSql } from '#service-kit/scope.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { readLibrary } from '../library/plan-library.files.js';
import { ActivationEntity } from './activation.entity.js';
import { readActivation, readActivationPage } from './activation.queries.js';
import { actingFor, isStartingAuthority } from './activation.rules.js';

type TimelineRecord = {
  at: Date;
  what: string;
  actor_kind: Actor['kind'];
  actor_id: string;
  name: string | null;
  facts: Record<string, unknown>;
  correlation_id: string;
};

/** Running and ended responses: seen, reported to, ended. */
@Injectable()
export class ActivationService {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** The activations that touch the caller's units, newest first. */
  async listActivations(caller: SessionClaims, query: ActivationQuery): Promise<ActivationPage> {
    const found = await readActivationPage(this.database.manager, caller, query);
    const shown = found.slice(0, query.limit);
    return { activations: shown, nextCursor: found.length > query.limit ? (shown.at(-1)?.id ?? null) : null };
  }

  /** One activation; missing and out of scope answer alike. */
  async findActivation(caller: SessionClaims, id: string): Promise<Activation> {
    return this.find(this.database.manager, caller, id);
  }

  /** Who did what when, oldest first; a town sees what concerns all and its own unit. Names are looked up now. */
  async readTimeline(caller: SessionClaims, id: string): Promise<ActivationTimeline> {
    await this.findActivation(caller, id);
    const rows = (await this.database.query(
      `SELECT t.at, t.what, t.actor_kind, t.actor_id, n.name, t.facts, t.correlation_id
       FROM plan.timeline t
       LEFT JOIN directory_read.org o ON o.id = t.unit_id
       LEFT JOIN directory_read.actor n ON n.id = CASE WHEN t.actor_kind IN ('person', 'command-point') THEN t.actor_id::uuid END
       WHERE t.activation_id = $1 AND (t.unit_id IS NULL OR ${inScopeSql('o.path', '$2')})
       ORDER BY t.id`,
      [id, caller.orgPath],
    )) as TimelineRecord[];
    return {
      entries: rows.map((row) => ({
        at: row.at.toISOString(),
        what: row.what,
        by: { kind: row.actor_kind, id: row.actor_id, name: row.name ?? row.actor_id },
        facts: row.facts,
        correlationId: row.correlation_id,
      })),
    };
  }

  /**
   * Says that a trigger holds in these units from now on. The city's centre and departments are told with the first unit: their tasks wait
   * for it anywhere. A unit in which it holds already is not told again.
   */
  async reportTrigger(caller: SessionClaims, id: string, command: ReportTriggered): Promise<ReportAnswer> {
    return this.database.transaction((tx) =>
      answerOnce(tx, 'plan', { subjectId: caller.sub, name: 'activation.report', body: command, target: id }, async () => {
        const activation = await this.lockRunning(tx, caller, id);
        if (!readLibrary().triggers.some((trigger) => trigger.id === command.trigger)) throw new Refused('unknown-trigger');
        if (command.unitIds.some((unitId) => !activation.unitIds.includes(unitId))) throw new Refused('unknown-org');
        const now = this.clock.now();
        const [told] = (await tx.query(
          `UPDATE plan.activation_unit u SET reports = array_append(u.reports, $3)
           FROM plan.activation a
           WHERE a.id = $1 AND u.activation_id = $1 AND (u.unit_id = ANY($2) OR NOT u.unit_id = ANY(a.unit_ids)) AND NOT $3 = ANY(u.reports)
           RETURNING u.unit_id`,
          [id, command.unitIds, command.trigger],
        )) as [{ unit_id: string }[], number];
        const unitIds = told.map((row) => row.unit_id).sort();
        const reportedAt = now.toISOString();
        await appendTimeline(
          tx,
          'plan',
          unitIds.map((unitId) => ({
            at: now,
            what: 'activation.reported',
            by: { kind: caller.kind, id: caller.sub },
            activationId: id,
            incidentId: activation.incidentId,
            unitId,
            facts: { trigger: command.trigger },
          })),
        );
        await this.outbox.append(
          tx,
          unitIds.map((unitId) => ({
            type: 'activation.reported.v1',
            key: activationKey(id, unitId),
            exercise: activation.exercise,
            data: { activationId: id, unitId, trigger: command.trigger, reportedAt },
          })),
        );
        return {
          activationId: id,
          trigger: command.trigger,
          reportedAt,
          unitIds: unitIds.filter((unitId) => command.unitIds.includes(unitId)),
        };
      }),
    );
  }

  /** Ends a response. Only the authority that started it may (谁启动谁终止): the city for the city's, the same town for a town's. */
  async endActivation(caller: SessionClaims, id: string, command: EndActivation): Promise<Activation> {
    const ended = await this.database.transaction((tx) =>
      answerOnce(tx, 'plan', { subjectId: caller.sub, name: 'activation.end', body: command, target: id }, async () => {
        const activation = await this.lockRunning(tx, caller, id);
        const [{ authorityUnitId }] = (await tx.query(`SELECT authority_unit_id AS "authorityUnitId" FROM plan.activation WHERE id = $1`, [
          id,
        ])) as [{ authorityUnitId: string | null }];
        if (!isStartingAuthority(actingFor(caller), authorityUnitId)) throw new Refused('not-the-starting-authority');
        const now = this.clock.now();
        await tx.update(ActivationEntity, { id }, { state: 'ended', endedAt: now, endedBy: caller.sub, endReason: command.reason });
        const [units] = (await tx.query(
          'UPDATE plan.activation_unit SET ended_at = $2 WHERE activation_id = $1 AND ended_at IS NULL RETURNING unit_id',
          [id, now],
        )) as [{ unit_id: string }[], number];
        await appendTimeline(tx, 'plan', [
          {
            at: now,
            what: 'activation.ended',
            by: { kind: caller.kind, id: caller.sub },
            activationId: id,
            incidentId: activation.incidentId,
            facts: { units: units.length },
          },
        ]);
        const unitIds = units.map((row) => row.unit_id).sort();
        await this.outbox.append(
          tx,
          unitIds.map((unitId, index) => ({
            type: 'activation.ended.v1',
            key: activationKey(id, unitId),
            exercise: activation.exercise,
            part: { index: index + 1, total: unitIds.length },
            data: { activationId: id, unitId, endedAt: now.toISOString(), reason: command.reason },
          })),
        );
        return { id };
      }),
    );
    return this.findActivation(caller, ended.id);
  }

  /** Locks a running activation that the caller sees; every command on it happens after the one before. */
  private async lockRunning(tx: EntityManager, caller: SessionClaims, id: string): Promise<Activation> {
    await tx.query('SELECT 1 FROM plan.activation WHERE id = $1 FOR UPDATE', [id]);
    const activation = await this.find(tx, caller, id);
    if (activation.state === 'ended') throw new Refused('activation-ended');
    return activation;
  }

  private async find(tx: EntityManager, caller: SessionClaims, id: string): Promise<Activation> {
    const activation = await readActivation(tx, caller, id);
    if (!activation) throw new Refused('not-found');
    return activation;
  }
}
