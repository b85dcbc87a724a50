import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { IssueWarning, WarningTaken } from '#contracts/warning.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { isInScope } from '#service-kit/scope.js';
import { areaUnitsOf } from '../../area-unit/area-unit.queries.js';
import { CategoryCatalog } from '../../category/category.catalog.js';
import { readIntakeData } from '../../intake.data.js';
import { readAreaData } from '../area/area-data.js';
import { gazetteer } from '../area/gazetteer.rules.js';
import { writeCap } from '../cap/cap-writer.rules.js';
import { WarningTakingService } from '../warning-taking.service.js';
import type { WarningEntity } from '../warning.entity.js';
import { findVisibleWarning, messagesOf, orgName, placedOrgs } from '../warning.queries.js';
import { WarningService } from '../warning.service.js';
import { pathOfSender, senderOfPath } from '../warning-words.rules.js';
import type { CapCategories, Issuing } from './draft-message.rules.js';
import { draftMessage } from './draft-message.rules.js';
import { checkIssuing } from './issue.rules.js';

/** Warnings that we say ourselves: written as CAP 1.2, and taken in by the same door as everybody's. */
@Injectable()
export class IssueService {
  private readonly capCategories = readIntakeData<{ categories: CapCategories }>('cap-categories.json').categories;
  private readonly areaData = readAreaData();

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly catalog: CategoryCatalog,
    private readonly taking: WarningTakingService,
    private readonly warnings: WarningService,
  ) {}

  /** Issues a warning for units in the caller's scope, or changes or cancels one that was issued there. A repeat of the request gets the first answer. */
  async issueWarning(caller: SessionClaims, command: IssueWarning): Promise<WarningTaken> {
    return this.database.transaction((tx) =>
      answerOnce(tx, 'intake', { subjectId: caller.sub, name: 'warning.issue', body: command }, async () => {
        const changedId = command.changes ?? command.cancels;
        const changed = changedId === null ? null : await findVisibleWarning(tx, caller, changedId);
        const permit = checkIssuing(command, {
          tree: this.catalog,
          unitsInScope: new Set((await areaUnitsOf(tx, caller, command.unitIds)).map((unit) => unit.id)),
          changed: changed && {
            ...changed,
            issuedInScope: changed.door === 'issued' && isInScope(caller, pathOfSender(changed.facts.sender)),
          },
          now: this.clock.now(),
        });
        if (!permit.ok) throw new Refused(permit.refusal, undefined, permit.fields);
        const document = writeCap(draftMessage(command, await this.issuing(tx, caller, command, changed)));
        const by = { kind: caller.kind, id: caller.sub };
        const taken = await this.taking.takeIn(tx, { body: Buffer.from(document), door: 'issued', receivedPath: caller.orgPath, by });
        return this.warnings.answerTo(caller, taken, tx);
      }),
    );
  }

  private async issuing(tx: EntityManager, caller: SessionClaims, command: IssueWarning, changed: WarningEntity | null): Promise<Issuing> {
    const orgs = await placedOrgs(tx);
    const places = gazetteer(orgs, this.areaData);
    const city = orgs.find((org) => org.kind === 'city');
    const category = this.catalog.byCode.get(command.category);
    if (!places || !city || !category) throw new Refused('unavailable');
    const asked = new Set(command.unitIds);
    const units = places.units.filter((unit) => asked.has(unit.id));
    const englishOf = new Map(orgs.map((org) => [org.id, org.nameEn]));
    const now = this.clock.now();
    return {
      identifier: `${city.id}.${uuidv7()}`,
      sender: senderOfPath(caller.orgPath),
      office: await orgName(tx, caller.orgId),
      now,
      category,
      capCategories: this.capCategories,
      units: units.map((unit) => ({ ...unit, nameEn: englishOf.get(unit.id) ?? null })),
      wholeCity: units.length === places.units.length ? { name: city.name, nameEn: city.nameEn, code: city.id } : null,
      references: changed ? await messagesOf(tx, [changed.id]) : [],
    };
  }
}
