import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { WarningDetail, WarningPage, WarningQuery, WarningTaken } from '#contracts/warning.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { areaUnitsOf } from '../area-unit/area-unit.queries.js';
import { CategoryCatalog } from '../category/category.catalog.js';
import { proposeIncident } from './proposal.rules.js';
import { WarningMessageEntity } from './warning-message.entity.js';
import { WarningTakingService } from './warning-taking.service.js';
import type { Taken } from './warning-taking.service.js';
import type { WarningEntity } from './warning.entity.js';
import { findVisibleWarning, incidentsOf, messagesOf, visibleWarnings } from './warning.queries.js';
import { stateOf } from './warning.rules.js';
import { detailView, warningView } from './warning.view.js';

/** Warnings as people meet them: uploaded, listed, read with what they propose. */
@Injectable()
export class WarningService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly catalog: CategoryCatalog,
    private readonly taking: WarningTakingService,
  ) {}

  /** Takes an uploaded message for the caller's org. */
  async uploadMessage(caller: SessionClaims, body: Uint8Array): Promise<WarningTaken> {
    const by = { kind: caller.kind, id: caller.sub };
    return this.answerTo(caller, await this.taking.takeMessage({ body, door: 'upload', receivedPath: caller.orgPath, by }));
  }

  /** What became of a message, as its sender sees it. */
  async answerTo(caller: SessionClaims, { takenAs, messageId, warningId }: Taken, tx = this.database.manager): Promise<WarningTaken> {
    return { takenAs, messageId, warning: await this.findWarning(caller, warningId, tx) };
  }

  /** The warnings in the caller's scope, the last received first. */
  async listWarnings(caller: SessionClaims, query: WarningQuery): Promise<WarningPage> {
    const now = this.clock.now();
    const select = visibleWarnings(this.database.manager, caller)
      .andWhere('warning.merged_into IS NULL')
      .orderBy('warning.received_at', 'DESC')
      .addOrderBy('warning.id', 'DESC')
      .limit(query.limit + 1);
    if (query.state) select.andWhere(stateSql[query.state], { now });
    if (query.reach) select.andWhere('warning.reach = :reach', { reach: query.reach });
    if (query.cursor) {
      select.andWhere('(warning.received_at, warning.id) < (SELECT c.received_at, c.id FROM intake.warning c WHERE c.id = :cursor)', {
        cursor: query.cursor,
      });
    }
    const rows = await select.getMany();
    const shown = rows.slice(0, query.limit);
    const incidents = await incidentsOf(
      this.database.manager,
      caller,
      shown.map((row) => row.id),
    );
    return {
      warnings: shown.map((row) => warningView(row, { tree: this.catalog, incidentIds: incidents.get(row.id) ?? [], now })),
      nextCursor: rows.length > query.limit ? (shown.at(-1)?.id ?? null) : null,
    };
  }

  /** One warning with its messages and what it proposes to this caller; missing and out of scope answer alike. */
  async findWarning(caller: SessionClaims, id: string, tx: EntityManager = this.database.manager): Promise<WarningDetail> {
    const row = await findVisibleWarning(tx, caller, id);
    if (!row) throw new Refused('not-found');
    const now = this.clock.now();
    const incidents = await incidentsOf(tx, caller, [row.id]);
    return detailView(warningView(row, { tree: this.catalog, incidentIds: incidents.get(row.id) ?? [], now }), {
      holds: row.facts.messageId,
      messages: await messagesOf(tx, [row.id]),
      proposal: proposeIncident({
        warningId: row.id,
        exercise: row.exercise,
        state: stateOf(row, now),
        held: row.facts,
        unitsInScope: await this.unitsInScope(tx, caller, row),
        tree: this.catalog,
        now,
      }),
    });
  }

  /** A message as it came. */
  async readDocument(caller: SessionClaims, id: string, messageId: string): Promise<Buffer> {
    const row = await findVisibleWarning(this.database.manager, caller, id);
    const message = row
      ? await this.database.manager
          .createQueryBuilder(WarningMessageEntity, 'message')
          .select(['message.id', 'message.body'])
          .where('message.id = :messageId AND message.warning_id = :warningId', { messageId, warningId: row.id })
          .getOne()
      : null;
    if (!message) throw new Refused('not-found');
    return message.body;
  }

  private async unitsInScope(tx: EntityManager, caller: SessionClaims, { facts }: WarningEntity): Promise<ReadonlySet<string>> {
    const asked = facts.area.units.map((unit) => unit.unitId);
    return new Set((await areaUnitsOf(tx, caller, asked)).map((unit) => unit.id));
  }
}

const stateSql = {
  'in-force': 'NOT warning.cancelled AND (warning.expires_at IS NULL OR warning.expires_at > :now)',
  expired: 'NOT warning.cancelled AND warning.expires_at <= :now',
  cancelled: 'warning.cancelled',
} as const;
