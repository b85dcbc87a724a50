import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { RefusalCode } from '#contracts/problem.js';
import { Refused } from '#service-kit/refused.js';
import type { Tap } from '../task/task.rules.js';
import { toldOfTap } from '../task/task.rules.js';
import type { Tapped, TappedCall } from '../task/whistle-taps.js';
import { WhistleTaps } from '../task/whistle-taps.js';
import { WhistleCallsService } from './whistle-calls.service.js';
import { WhistleNews } from './whistle-news.js';
import { followTap, refusalOfTap } from './whistle-taps.rules.js';
import { patchWhistle } from './whistle-save.queries.js';
import { refusalOfTownTap, townTaskOf } from './whistle-town.rules.js';
import { WhistleTownService } from './whistle-town.service.js';
import type { WhistleRow } from './whistle.queries.js';
import { lockWhistle, readCalls } from './whistle.queries.js';

/** What a whistle has to say about the taps on its calls, and what follows from them. */
@Injectable()
export class WhistleTapsService extends WhistleTaps {
  constructor(
    private readonly calls: WhistleCallsService,
    private readonly towns: WhistleTownService,
    private readonly news: WhistleNews,
  ) {
    super();
  }

  /** Locks the whistle before any of its tasks, and refuses what the whistle does not let happen. */
  async allow(tx: EntityManager, call: TappedCall, tap: Tap, _caller: SessionClaims): Promise<void> {
    const whistle = await lockWhistle(tx, call.whistleId);
    if (!whistle) throw new Refused('not-found');
    const townTask = townTaskOf(call.taskNo);
    const refusal = townTask ? refusalOfTownTap(whistle.state, townTask, tap) : await refusalOfCall(tx, whistle, call.taskId, tap);
    if (refusal) throw new Refused(refusal);
  }

  /** The whistle follows its lead; responsibility moves when a replacing lead acknowledges. */
  async follow(tx: EntityManager, tapped: Tapped): Promise<void> {
    if (townTaskOf(tapped.taskNo)) return;
    const whistle = (await lockWhistle(tx, tapped.activationId))!;
    const calls = await readCalls(tx, whistle.id);
    const { taskId, tap, at, by } = tapped;
    const call = calls.find((each) => each.taskId === taskId)!;
    const following = followTap(whistle, call, tap, at);
    const patch = { ...following.patch };
    if (following.takesOver) patch.closeDueAt = await this.calls.takeOver(tx, whistle, calls, taskId, { by, at });
    await patchWhistle(tx, whistle.id, patch);
    if (patch.state === 'finished') await this.towns.oweCheck(tx, whistle, at);
    const orgIds = calls.map(({ orgId }) => orgId);
    const after = { ...whistle, ...patch };
    if (following.takesOver)
      await this.news.changed(tx, after, orgIds, { what: 'whistle.responsibility-moved', by, at, facts: { orgId: call.orgId } });
    else await this.news.ring(tx, after, orgIds, { what: toldOfTap[tap], by, at });
  }
}

async function refusalOfCall(tx: EntityManager, whistle: WhistleRow, taskId: string, tap: Tap): Promise<RefusalCode | null> {
  const own = (await readCalls(tx, whistle.id)).find((call) => call.taskId === taskId);
  return own ? refusalOfTap(whistle, own, tap) : 'not-found';
}
