import type { MailboxRow } from '#contracts/mailbox.js';
import type { Whistle, WhistleCall } from '#contracts/whistle.js';
import type { KindLimits, WhistleRules } from '#contracts/whistle-rules.js';
import { drawFrom } from '#desk-client/draw.rules.js';
import type { Desk } from '#desk-client/desk.js';
import type { Errands } from '#desk-client/errands.js';
import type { Step } from './call-script.rules.js';
import { scriptAfterSendBack, scriptOf } from './call-script.rules.js';
import type { Ledger } from './ledger.js';
import type { Manner } from './manner.rules.js';
import type { NightTime } from './night-time.js';
import type { PlannedWhistle } from './night-plan.rules.js';

/** What everybody in the night works with. */
export type NightWorld = { seed: number; rules: WhistleRules; errands: Errands; ledger: Ledger; time: NightTime };

type Call = {
  taskId: string;
  whistleId: string;
  plan: PlannedWhistle;
  role: 'lead' | 'assist';
  manner: Manner;
  begun: boolean;
  done: Set<string>;
};

const thinksMinutes = 3;

/** A department at its desk: it answers its calls as the night's plan says, and hears of each by its own line alone. */
export class Department {
  private readonly calls = new Map<string, Call>();

  constructor(
    readonly desk: Desk,
    private readonly world: NightWorld,
  ) {
    desk.client.onRow((row) => this.take(row));
    desk.client.socket.on('whistle.changed', ({ whistleId }: { whistleId: string }) => {
      world.ledger.noteBell(whistleId, desk.orgId);
      this.lookAgain(whistleId);
    });
  }

  /** Somebody telephoned and acknowledged on its behalf: from there it goes on by itself. */
  answerPhone(taskId: string): void {
    const call = this.calls.get(taskId);
    if (call) this.begin(call);
  }

  private take(row: MailboxRow): void {
    const { ledger } = this.world;
    ledger.noteRow(row, this.desk.orgId);
    if (row.kind === 'task' && row.taskId) this.takeCall(row.taskId, row);
    // A leader who is told sees to it that somebody answers.
    if (row.kind === 'digest')
      for (const taskId of row.taskIds ?? []) {
        const call = this.calls.get(taskId);
        if (call?.manner === 'woken') this.begin(call);
      }
  }

  private takeCall(taskId: string, row: MailboxRow): void {
    const plan = this.world.ledger.planByTitle(row.title);
    if (!plan || this.calls.has(taskId) || row.orgId !== this.desk.orgId) return;
    const assist = plan.assists.find(({ orgId }) => orgId === row.orgId);
    const role = assist ? 'assist' : 'lead';
    // Whoever takes over or joins later is prompt: somebody has to be.
    const manner = assist?.manner ?? (row.orgId === plan.leadOrgId ? plan.lead : 'prompt');
    const call: Call = { taskId, whistleId: row.activationId, plan, role, manner, begun: false, done: new Set() };
    this.calls.set(taskId, call);
    if (manner !== 'woken' && manner !== 'phoned') this.begin(call);
  }

  private begin(call: Call): void {
    if (call.begun) return;
    call.begun = true;
    const { rules, seed } = this.world;
    const kind = { limits: this.limitsOf(call), returnPercent: rules.returnPercent };
    this.follow(call, scriptOf(call, kind, drawFrom('call', seed, call.plan.number, this.desk.orgId)));
  }

  private follow(call: Call, steps: readonly Step[]): void {
    for (const { act, afterMs } of steps) this.world.errands.later(afterMs, () => this.act(call, act));
  }

  private async act(call: Call, act: Step['act']): Promise<void> {
    const { errands, ledger } = this.world;
    const { taskId, whistleId, plan } = call;
    const bodies: Record<Step['act'], [path: string, body: object]> = {
      acknowledge: [`/api/tasks/${taskId}/acknowledge`, {}],
      arrive: [`/api/tasks/${taskId}/arrive`, { withoutPosition: 'unavailable' }],
      note: [`/api/tasks/${taskId}/notes`, { words: `现场处置中，${plan.place}` }],
      finish: [`/api/tasks/${taskId}/finish`, { note: '处置完毕，现场已恢复' }],
      return: [`/api/whistles/${whistleId}/return`, { code: 'other-department-leads', words: '按清单应由其他部门主办' }],
      'ask-reassign': [`/api/whistles/${whistleId}/ask-reassign`, { orgId: plan.standbyOrgId, words: '人手都在别处，请改派' }],
    };
    const [path, body] = bodies[act];
    const answer = await errands.send(this.desk.caller, path, body);
    if (answer !== undefined && act === 'acknowledge') ledger.acknowledged.add(taskId);
  }

  /** The bell rang: looks whether its return is disputed or its work was sent back. */
  private lookAgain(whistleId: string): void {
    const call = [...this.calls.values()].find((each) => each.whistleId === whistleId && each.role === 'lead');
    if (!call || !(call.manner === 'returns' || call.plan.town.onFinish === 'send-back')) return;
    this.world.errands.later(0, async () => {
      const { status, body } = await this.desk.caller.send<Whistle>('GET', `/api/whistles/${whistleId}`);
      const own = status === 200 ? body.calls.find(({ taskId }) => taskId === call.taskId) : undefined;
      if (own) this.reconsider(call, body, own);
    });
  }

  private reconsider(call: Call, whistle: Whistle, own: WhistleCall): void {
    const { errands, time, seed } = this.world;
    if (own.state === 'done') call.done.add('finish');
    const once = (what: string): boolean => !call.done.has(what) && call.done.add(what) !== undefined;
    if (whistle.question === 'disputed' && own.responsible && call.plan.yields && once('yield'))
      errands.later(time.ms(thinksMinutes), async () => {
        await errands.send(this.desk.caller, `/api/whistles/${call.whistleId}/yield`, { words: '那就我们来' });
      });
    if (call.done.has('finish') && (own.state === 'arrived' || own.state === 'acknowledged') && once('send-back'))
      this.follow(call, scriptAfterSendBack(this.limitsOf(call), drawFrom('again', seed, call.plan.number)));
  }

  private limitsOf(call: Call): KindLimits {
    return this.world.rules.kinds[call.plan.kind].limits;
  }
}
