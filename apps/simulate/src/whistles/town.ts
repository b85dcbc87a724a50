import { uuidv7 } from 'uuidv7';
import type { Whistle, WhistleAct, WhistlePage } from '#contracts/whistle.js';
import type { Desk } from '#desk-client/desk.js';
import type { NightWorld } from './department.js';
import type { PlannedWhistle } from './night-plan.rules.js';
import { decideForTown } from './town-decision.rules.js';

/** The page looks again so soon after a bell, once for all that ring meanwhile; and at everything every so often: a bell may be missed. */
const lookAfterMinutes = 0.5;
const sweepMinutes = 10;

/** The operator of a town: blows its whistles, hears what comes of them, and decides as the night's plan says. */
export class Town {
  private readonly done = new Map<string, Set<WhistleAct>>();
  private readonly looking = new Set<string>();
  /** Whistles with which the operator is about to do something. */
  private readonly atIt = new Set<string>();
  closed = 0;

  constructor(
    readonly unitId: string,
    /** The operator's own page. */
    readonly page: Desk,
    private readonly world: NightWorld,
  ) {
    page.client.socket.on('whistle.changed', ({ whistleId }: { whistleId: string }) => {
      world.ledger.noteBell(whistleId, unitId);
      this.lookSoon(whistleId);
    });
  }

  /** Blows a whistle at its moment; a nervous operator taps twice. */
  blowLater(plan: PlannedWhistle): void {
    this.world.errands.later(this.world.time.ms(plan.atMinute), () => this.blow(plan));
  }

  /** Looks at everything that is open, time and again: whatever bell was missed. */
  keepLooking(): void {
    this.world.errands.later(this.world.time.ms(sweepMinutes), async () => {
      const { status, body } = await this.page.caller.send<WhistlePage>('GET', `/api/whistles?state=open&unitId=${this.unitId}&limit=200`);
      if (status === 200) for (const whistle of body.whistles) this.decide(whistle);
      this.keepLooking();
    });
  }

  /** Ends what is still open of these: what is finished is closed, anything else withdrawn. */
  async clearUp(whistleIds: readonly string[]): Promise<void> {
    const { errands } = this.world;
    for (const id of whistleIds) {
      const { acts } = await this.page.caller.ask<Whistle>(`/api/whistles/${id}`);
      const may = (act: WhistleAct): boolean => acts.some((each) => each.act === act && each.refusal === null);
      if (may('close')) await errands.send(this.page.caller, `/api/whistles/${id}/close`, { satisfaction: 'fair', check: '演练结束' });
      else if (may('withdraw')) await errands.send(this.page.caller, `/api/whistles/${id}/withdraw`, { reason: '演练结束' });
    }
  }

  private async blow(plan: PlannedWhistle): Promise<void> {
    const { errands, ledger } = this.world;
    const requestId = uuidv7();
    const body = {
      exercise: true,
      unitId: plan.unitId,
      kind: plan.kind,
      matterId: plan.matterId,
      title: plan.title,
      needed: plan.needed,
      place: { description: plan.place },
      leadOrgId: plan.leadOrgId,
      assistOrgIds: plan.assists.map(({ orgId }) => orgId),
    };
    const taps = Array.from({ length: plan.town.tapsTwice ? 2 : 1 }, () =>
      errands.send<Whistle>(this.page.caller, '/api/whistles', body, requestId),
    );
    for (const whistle of await Promise.all(taps)) if (whistle && ledger.noteBlown(whistle.id, plan)) this.decide(whistle);
  }

  private lookSoon(whistleId: string): void {
    if (this.looking.has(whistleId) || !this.world.ledger.planOf(whistleId)) return;
    this.looking.add(whistleId);
    this.world.errands.later(this.world.time.ms(lookAfterMinutes), () => this.look(whistleId));
  }

  private async look(whistleId: string): Promise<void> {
    this.looking.delete(whistleId);
    const { status, body } = await this.page.caller.send<Whistle>('GET', `/api/whistles/${whistleId}`);
    if (status === 200) this.decide(body);
  }

  private decide(whistle: Whistle): void {
    const { errands, ledger, time } = this.world;
    const plan = ledger.planOf(whistle.id);
    if (!plan) return;
    const done = this.done.get(whistle.id) ?? new Set();
    this.done.set(whistle.id, done);
    const decision = this.atIt.has(whistle.id) ? null : decideForTown(whistle, plan, done);
    if (!decision) return;
    done.add(decision.act);
    this.atIt.add(whistle.id);
    errands.later(time.ms(decision.afterMinutes), async () => {
      const answer = await errands.send<Whistle>(this.page.caller, `/api/whistles/${whistle.id}/${decision.act}`, decision.body);
      this.atIt.delete(whistle.id);
      if (answer) {
        ledger.noteAsked(whistle.id, decision.asks);
        if (decision.act === 'close') this.closed += 1;
      }
      // Something else was quicker: the town looks again, and decides by what it sees then.
      else done.delete(decision.act);
      this.lookSoon(whistle.id);
    });
  }
}
