import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Actor } from '#contracts/task.js';
import type { Whistle, WhistleAct, WhistleActBody } from '#contracts/whistle.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { dueAt } from '#work-calendar/due-at.js';
import { decideAct, toldOfAct } from './whistle-acts.rules.js';
import type { Decision } from './whistle-acts.rules.js';
import { departmentProblem } from './whistle-blow.rules.js';
import { WhistleCallsService } from './whistle-calls.service.js';
import { findMatter, findStationings, readOrgKinds } from './whistle-matter.queries.js';
import { WhistleNews } from './whistle-news.js';
import { reasonFor } from './whistle-proposal.rules.js';
import { WhistleRaiseService } from './whistle-raise.service.js';
import { patchWhistle } from './whistle-save.queries.js';
import { shares, standingOf } from './whistle-side.rules.js';
import { readWhistle } from './whistle-view.queries.js';
import type { CallRow, WhistleRow } from './whistle.queries.js';
import { lockWhistle, readCalls } from './whistle.queries.js';

/** The bell of returns and disputes that nobody settled. */
export const rulingBell = 'dispatch.whistle-ruling';

/** Which departments a body names, and in which field, so that a wrong one is refused by name. */
const namedIn: { [Act in WhistleAct]?: (body: never) => { orgId: string; field: string }[] } = {
  'accept-offer': ({ assistOrgIds }: WhistleActBody<'accept-offer'>) => fieldsOf(assistOrgIds, 'assistOrgIds'),
  'ask-reassign': ({ orgId }: WhistleActBody<'ask-reassign'>) => (orgId === null ? [] : [{ orgId, field: 'orgId' }]),
  reassign: ({ leadOrgId }: WhistleActBody<'reassign'>) => [{ orgId: leadOrgId, field: 'leadOrgId' }],
  'add-assist': ({ orgIds }: WhistleActBody<'add-assist'>) => fieldsOf(orgIds, 'orgIds'),
  rule: ({ leadOrgId }: WhistleActBody<'rule'>) => [{ orgId: leadOrgId, field: 'leadOrgId' }],
};

/** What is done to a whistle besides the taps on its calls. */
@Injectable()
export class WhistleActService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly alarms: AlarmClock,
    private readonly calls: WhistleCallsService,
    private readonly raises: WhistleRaiseService,
    private readonly news: WhistleNews,
  ) {}

  /** Does an act once per request id and answers the whistle. Somebody else's whistle and a missing one answer alike. */
  async act<Act extends WhistleAct>(caller: SessionClaims, whistleId: string, act: Act, body: WhistleActBody<Act>): Promise<Whistle> {
    const { requestId, ...said } = body;
    const command = { subjectId: caller.sub, name: `whistle.${act}`, target: whistleId, body: { requestId, ...said } };
    return this.database.transaction((tx) =>
      answerOnce(tx, 'dispatch', command, async () => {
        const whistle = await lockWhistle(tx, whistleId);
        const calls = whistle ? await readCalls(tx, whistleId, 'lock') : [];
        const shared =
          whistle &&
          shares(
            caller,
            whistle,
            calls.map(({ orgId }) => orgId),
          );
        if (!shared) throw new Refused('not-found');
        const at = this.clock.now();
        const decision = decideAct(standingOf(caller, whistle, calls, at), act, body, whistle.rules);
        if (!decision.ok) throw new Refused(decision.refusal);
        await refuseOthers(tx, namedIn[act]?.(body as never) ?? []);
        await this.apply(tx, caller, whistle, calls, act, decision, body, at);
        return readWhistle(tx, caller, whistleId, at);
      }),
    );
  }

  private async apply(
    tx: EntityManager,
    caller: SessionClaims,
    whistle: WhistleRow,
    calls: readonly CallRow[],
    act: WhistleAct,
    decision: Extract<Decision, { ok: true }>,
    body: WhistleActBody<WhistleAct>,
    at: Date,
  ): Promise<void> {
    const by: Actor = { kind: caller.kind, id: caller.sub };
    const matter = (await findMatter(tx, whistle.matterId))!;
    const stationings = await findStationings(tx, whistle.unitId, matter);
    const reasonOf = (orgId: string, because: 'chosen-by-town' | 'ruled' | 'offered-itself') =>
      reasonFor(matter, stationings, orgId, because);
    await patchWhistle(tx, whistle.id, decision.patch);
    await this.calls.apply(tx, whistle, calls, decision.calls, { by, at, reasonOf });
    if (act === 'raise') await this.raises.raise(tx, whistle, matter, (body as WhistleActBody<'raise'>).kind, at);
    if (act === 'accept-offer') {
      const { assistOrgIds } = body as WhistleActBody<'accept-offer'>;
      await this.acceptOffer(tx, whistle, [...new Set(assistOrgIds)], { by, at, reasonOf });
    }
    const after = (await lockWhistle(tx, whistle.id))!;
    const orgIds = (await readCalls(tx, whistle.id)).map(({ orgId }) => orgId);
    await this.news.changed(tx, after, orgIds, { what: toldOfAct[act], by, at, facts: decision.facts });
    if (decision.asksRuling) await this.news.askRuling(tx, after, orgIds, 'two-returns', at);
    if (decision.ends) await this.news.ended(tx, after, orgIds, at);
    if (after.rulingDueAt) this.alarms.setBell(rulingBell, after.rulingDueAt);
  }

  /** The town takes the offer up: the department is called, is responsible, and has acknowledged by offering. */
  private async acceptOffer(
    tx: EntityManager,
    whistle: WhistleRow,
    assistOrgIds: readonly string[],
    doing: Parameters<WhistleCallsService['apply']>[4],
  ): Promise<void> {
    const leadOrgId = whistle.offeredByOrgId!;
    if (assistOrgIds.includes(leadOrgId)) throw new Refused('lead-also-assists');
    const closeDueAt = whistle.limits.close ? dueAt(whistle.limits.close, doing.at) : null;
    await patchWhistle(tx, whistle.id, { closeDueAt });
    const blown = { ...whistle, blownAt: doing.at, closeDueAt };
    await this.news.blown(tx, blown, [leadOrgId, ...assistOrgIds], doing);
    await this.calls.callOffered(tx, blown, leadOrgId, assistOrgIds, doing);
  }
}

function fieldsOf(orgIds: readonly string[], field: string): { orgId: string; field: string }[] {
  return orgIds.map((orgId, index) => ({ orgId, field: `${field}.${index}` }));
}

/** Only departments can be called. */
async function refuseOthers(tx: EntityManager, named: readonly { orgId: string; field: string }[]): Promise<void> {
  const orgs = await readOrgKinds(
    tx,
    named.map(({ orgId }) => orgId),
  );
  for (const { orgId, field } of named) {
    const problem = departmentProblem(orgs.get(orgId)?.kind, field);
    if (problem) throw new Refused(problem.code, undefined, [problem.field]);
  }
}
