import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { RefusalCode } from '#contracts/problem.js';
import type { Actor } from '#contracts/task.js';
import type { BlowWhistle, OfferWhistle, Whistle } from '#contracts/whistle.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { isCityScope } from '#service-kit/scope.js';
import { WhistleRulesService } from '../whistle-rules/whistle-rules.service.js';
import { blowProblem, originOf } from './whistle-blow.rules.js';
import { dayOf, limitsOf, numberOf } from './whistle-call.rules.js';
import type { CallingMatter } from './whistle-call.rules.js';
import { findMatter, findStationings, readOrgKinds } from './whistle-matter.queries.js';
import { WhistleNews } from './whistle-news.js';
import type { Origin } from './whistle-origin.queries.js';
import { findGridReportOrigin, findIncidentOrigin, findTaskOrigin } from './whistle-origin.queries.js';
import { reasonFor } from './whistle-proposal.rules.js';
import { isTownOf } from './whistle-side.rules.js';
import { WhistleTownService } from './whistle-town.service.js';
import { readWhistle } from './whistle-view.queries.js';
import { assistOf, leadOf, WhistleCallsService } from './whistle-calls.service.js';
import { insertWhistle, keepNumber, takeNumber } from './whistle-save.queries.js';
import { lockWhistle } from './whistle.queries.js';

/** A town blows a whistle, a department offers itself. */
@Injectable()
export class WhistleService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly rules: WhistleRulesService,
    private readonly calls: WhistleCallsService,
    private readonly towns: WhistleTownService,
    private readonly news: WhistleNews,
  ) {}

  /** Blows a whistle: one lead that is responsible at once, its assisting departments, all told in this one transaction. */
  async blow(caller: SessionClaims, command: BlowWhistle): Promise<Whistle> {
    return this.once(caller, 'whistle.blow', command, async (tx) => {
      await refuseOtherTowns(tx, caller, command.unitId);
      const matter = await matterOf(tx, command.matterId);
      const assistOrgIds = [...new Set(command.assistOrgIds)];
      const problem = blowProblem({ ...command, assistOrgIds }, await readOrgKinds(tx, [command.leadOrgId, ...assistOrgIds]));
      if (problem) throw new Refused(problem.code, undefined, [problem.field]);
      const origin = await readOrigin(tx, command);
      if (origin && origin.exercise !== command.exercise) throw new Refused('exercise-differs');
      const at = this.clock.now();
      const id = await this.keep(tx, caller, command, matter, { ...originOf(command, origin), needed: command.needed, state: 'blown' }, at);
      const whistle = (await lockWhistle(tx, id))!;
      const by: Actor = { kind: caller.kind, id: caller.sub };
      await this.news.blown(tx, whistle, [command.leadOrgId, ...assistOrgIds], { by, at });
      const stationings = await findStationings(tx, command.unitId, matter);
      const reasonOf = (orgId: string) => reasonFor(matter, stationings, orgId);
      const assisting = assistOrgIds.map((orgId) => assistOf(orgId, reasonOf(orgId)));
      await this.calls.call(tx, whistle, [leadOf(command.leadOrgId, reasonOf(command.leadOrgId)), ...assisting], { by, at });
      return id;
    });
  }

  /** A department that acts already offers itself to a town. Nobody is called until the town takes it up. */
  async offer(caller: SessionClaims, command: OfferWhistle): Promise<Whistle> {
    return this.once(caller, 'whistle.offer', command, async (tx) => {
      const orgs = await readOrgKinds(tx, [caller.orgId, command.unitId]);
      if (orgs.get(caller.orgId)?.kind !== 'department') throw new Refused('not-a-department');
      if (orgs.get(command.unitId)?.kind !== 'area-unit') throw unknownUnit();
      const matter = await matterOf(tx, command.matterId);
      const at = this.clock.now();
      const offered = { origin: 'department' as const, offeredByOrgId: caller.orgId, needed: command.words, state: 'offered' as const };
      const id = await this.keep(tx, caller, command, matter, offered, at);
      const whistle = (await lockWhistle(tx, id))!;
      const by: Actor = { kind: caller.kind, id: caller.sub };
      await this.news.changed(tx, whistle, [caller.orgId], { what: 'whistle.offered', by, at, facts: { orgId: caller.orgId } });
      await this.towns.oweAnswer(tx, whistle, at);
      return id;
    });
  }

  private async once<Command extends BlowWhistle | OfferWhistle>(
    caller: SessionClaims,
    name: string,
    command: Command,
    work: (tx: EntityManager) => Promise<string>,
  ): Promise<Whistle> {
    try {
      return await this.database.transaction((tx) =>
        answerOnce(tx, 'dispatch', { subjectId: caller.sub, name, body: { ...command } }, async () =>
          readWhistle(tx, caller, await this.giveNumber(tx, await work(tx)), this.clock.now()),
        ),
      );
    } catch (error) {
      throw isOriginTaken(error) ? new Refused('already-whistled') : error;
    }
  }

  /** A whistle has its number at the very end: whoever has taken one keeps all others of the day waiting until the commit. */
  private async giveNumber(tx: EntityManager, id: string): Promise<string> {
    const day = dayOf(this.clock.now());
    await keepNumber(tx, id, numberOf(day, await takeNumber(tx, day)));
    return id;
  }

  private async keep(
    tx: EntityManager,
    caller: SessionClaims,
    command: BlowWhistle | OfferWhistle,
    matter: CallingMatter,
    origin: Parameters<typeof insertWhistle>[1]['origin'],
    at: Date,
  ): Promise<string> {
    const { version, rules } = await this.rules.current(tx);
    const id = uuidv7();
    await insertWhistle(tx, {
      id,
      number: id,
      command,
      origin,
      rulesVersion: version,
      limits: limitsOf(rules, command.kind, matter.handlingLimit),
      by: { kind: caller.kind, id: caller.sub },
      at,
    });
    return id;
  }
}

/** Only the town's own operator blows for it; the city centre is told so, everybody else as if there were no such unit. */
async function refuseOtherTowns(tx: EntityManager, caller: SessionClaims, unitId: string): Promise<void> {
  const kind = (await readOrgKinds(tx, [unitId])).get(unitId)?.kind;
  if (kind === 'area-unit' && isTownOf(caller, unitId)) return;
  if (kind === 'area-unit' && isCityScope(caller)) throw new Refused('only-the-town');
  throw unknownUnit();
}

function unknownUnit(): Refused {
  return refusedField('unknown-org', 'unitId', '没有这个区镇，或不在管辖范围', 'Unknown area unit, or outside your scope');
}

async function matterOf(tx: EntityManager, matterId: string): Promise<CallingMatter> {
  const matter = await findMatter(tx, matterId);
  if (!matter) throw refusedField('unknown-matter', 'matterId', '清单里没有这个事项', 'Not on the list');
  return matter;
}

async function readOrigin(tx: EntityManager, { origin, unitId }: BlowWhistle): Promise<Origin | null> {
  if (origin.from === 'town') return null;
  const found =
    origin.from === 'incident'
      ? await findIncidentOrigin(tx, origin.incidentId, unitId)
      : origin.from === 'task'
        ? await findTaskOrigin(tx, origin.taskId, unitId)
        : await findGridReportOrigin(tx, origin.gridReportId, unitId);
  if (!found) throw refusedField('unknown-origin', 'origin', '没有，或不在管辖范围', 'Unknown, or outside your scope');
  return found;
}

function refusedField(code: RefusalCode, field: string, reason: string, reasonEn: string): Refused {
  return new Refused(code, undefined, [{ field, reason, reasonEn }]);
}

/** Two who whistle for the same task or report at once: the second finds the first's row. */
function isOriginTaken(error: unknown): boolean {
  const { code, constraint } = (error as { driverError?: { code?: string; constraint?: string } }).driverError ?? {};
  return code === '23505' && (constraint === 'whistle_origin_task' || constraint === 'whistle_grid_report');
}
