import { uuidv7 } from 'uuidv7';
import type { MailboxRow } from '#contracts/mailbox.js';
import type { Task } from '#contracts/task.js';
import type { Whistle } from '#contracts/whistle.js';
import type { RowMarks } from '#desk-client/desk-client.js';
import type { Desk } from '#desk-client/desk.js';
import type { BlowOrder, WhistleTimes } from './lanes.messages.js';

const answeredWithinMs = 30_000;
/** One whistle on its way: blown, delivered to every desk, acknowledged by every department, heard of by its town. */
export class WhistleOnItsWay {
  whistleId = '';
  private readonly tappedAt = performance.now();
  private readonly times: WhistleTimes = { answeredMs: 0, deliveredMs: 0, acknowledgedMs: 0, heardMs: 0 };
  private readonly left: Record<'answered' | 'delivered' | 'acknowledged' | 'heard', number>;
  /** The moments of the platform: of its last acknowledgement, and of the last bell that rang. */
  private acknowledgedAt = -Infinity;
  private rungAt = -Infinity;
  private resolve!: (times: WhistleTimes) => void;
  /** Resolves when the town has heard of the last acknowledgement. */
  readonly done = new Promise<WhistleTimes>((resolve) => (this.resolve = resolve));

  constructor(
    readonly order: BlowOrder,
    private readonly town: Desk,
  ) {
    const calls = order.orgIds.length;
    this.left = { answered: 1, delivered: calls, acknowledged: calls, heard: 1 };
  }

  /** Blows it. Throws if it is not taken. */
  async blow(): Promise<void> {
    const { unitId, title, matterId, orgIds } = this.order;
    const [leadOrgId, ...assistOrgIds] = orgIds;
    const body = {
      ...{ requestId: uuidv7(), exercise: true, unitId, kind: 'emergency', matterId, title, needed: '基准测试' },
      ...{ place: { description: '基准测试' }, leadOrgId, assistOrgIds },
    };
    const { status, body: whistle } = await this.town.caller.insist<Whistle>('POST', '/api/whistles', body, answeredWithinMs);
    if (status !== 201) throw new Error(`a whistle was not taken: ${status} ${JSON.stringify(whistle)}`);
    this.whistleId = whistle.id;
    this.pass('answered');
  }

  /** The platform has said that the mark of one of its rows is written: the department acknowledges at once. */
  async confirmed(desk: Desk, taskId: string): Promise<void> {
    this.pass('delivered');
    const path = `/api/tasks/${taskId}/acknowledge`;
    const { status, body } = await desk.caller.insist<Task>('POST', path, { requestId: uuidv7() }, answeredWithinMs);
    if (status !== 200) throw new Error(`an acknowledgement was not taken: ${status} ${JSON.stringify(body)}`);
    this.acknowledgedAt = Math.max(this.acknowledgedAt, Date.parse(body.acknowledgedAt!));
    this.pass('acknowledged');
    this.compare();
  }

  /** A bell of this whistle rang at the town's page, of what happened at this moment; one may ring for several things that happened together. */
  heard(at: string): void {
    this.rungAt = Math.max(this.rungAt, Date.parse(at));
    this.compare();
  }

  private compare(): void {
    if (this.left.acknowledged <= 0 && this.left.heard > 0 && this.rungAt >= this.acknowledgedAt) this.pass('heard');
  }

  private pass(stage: keyof typeof this.left): void {
    this.left[stage] -= 1;
    if (this.left[stage] > 0) return;
    this.times[`${stage}Ms`] = performance.now() - this.tappedAt;
    if (Object.values(this.left).every((left) => left <= 0)) this.resolve(this.times);
  }
}

/** Calls back for every task row of a desk as soon as the platform has said that its mark is written. */
export function onTaskConfirmed(desk: Desk, confirmed: (row: MailboxRow) => void): void {
  const waiting = new Map<string, MailboxRow>();
  desk.client.onRow((row) => {
    if (row.kind === 'task') waiting.set(`${row.mailboxId}:${row.seq}`, row);
  });
  desk.client.onConfirmed((marks: readonly RowMarks[]) => {
    for (const { mailboxId, seqs } of marks)
      for (const seq of seqs) {
        const row = waiting.get(`${mailboxId}:${seq}`);
        waiting.delete(`${mailboxId}:${seq}`);
        if (row) confirmed(row);
      }
  });
}
