import type { Whistle, WhistlePage } from '#contracts/whistle.js';
import type { Desk } from '#desk-client/desk.js';
import type { Department, NightWorld } from './department.js';

const sweepMinutes = 4;
const rulesAfterMinutes = 3;
const callsAfterMinutes = 1;

/** The city's centre: rules where it is asked to, and telephones whom nobody else could reach. */
export class CityCentre {
  private readonly seenTo = new Set<string>();
  ruled = 0;

  constructor(
    /** The desk of the centre, which is told; and the operator's page, from which is acted. */
    desk: Desk,
    private readonly page: Desk,
    private readonly departments: ReadonlyMap<string, Department>,
    private readonly world: NightWorld,
  ) {
    desk.client.onRow((row) => {
      world.ledger.noteRow(row, desk.orgId);
      if (row.kind === 'digest') for (const taskId of row.taskIds ?? []) this.telephone(taskId, row.activationId);
    });
  }

  /** Looks for what is to be ruled, time and again. */
  keepLooking(): void {
    const { errands, time } = this.world;
    errands.later(time.ms(sweepMinutes), async () => {
      const { status, body } = await this.page.caller.send<WhistlePage>('GET', '/api/whistles?state=ruling&exercise=true&limit=200');
      if (status === 200) for (const whistle of body.whistles) this.ruleLater(whistle);
      this.keepLooking();
    });
  }

  private ruleLater(whistle: Whistle): void {
    const { errands, ledger, time } = this.world;
    const plan = ledger.planOf(whistle.id);
    if (!plan || !this.isFirst(`rule ${whistle.id}`)) return;
    errands.later(time.ms(rulesAfterMinutes), async () => {
      const leadOrgId = plan.ruledFor === 'lead' ? plan.leadOrgId : plan.standbyOrgId;
      const body = { leadOrgId, words: '按责任清单裁定，即日起以此为准' };
      const answer = await errands.send(this.page.caller, `/api/whistles/${whistle.id}/rule`, body);
      if (!answer) return;
      this.ruled += 1;
      ledger.noteAsked(whistle.id, [leadOrgId]);
    });
  }

  /** Rings the department up that has not answered, and acknowledges for it, if this is one that picks up. */
  private telephone(taskId: string, whistleId: string): void {
    const { errands, ledger, time } = this.world;
    const plan = ledger.planOf(whistleId);
    if (plan?.lead !== 'phoned' || !this.isFirst(`phone ${taskId}`)) return;
    errands.later(time.ms(callsAfterMinutes), async () => {
      const onBehalf = { channel: 'phone', speaker: '部门值班员', words: '知道了，马上派人' };
      const answer = await errands.send(this.page.caller, `/api/tasks/${taskId}/acknowledge`, { onBehalf });
      if (!answer) return;
      ledger.acknowledged.add(taskId);
      this.departments.get(plan.leadOrgId)?.answerPhone(taskId);
    });
  }

  private isFirst(what: string): boolean {
    const isNew = !this.seenTo.has(what);
    this.seenTo.add(what);
    return isNew;
  }
}
