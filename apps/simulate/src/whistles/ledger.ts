import type { MailboxRow } from '#contracts/mailbox.js';
import type { BlownWhistle, CallReceipt } from './night-verdict.rules.js';
import type { PlannedWhistle } from './night-plan.rules.js';

/** What towns, city and desks know of one night by themselves: who was asked for what, and what came. */
export class Ledger {
  private readonly rows: { title: string; receipt: CallReceipt }[] = [];
  /** Tasks whose acknowledgement was answered with a success. */
  readonly acknowledged = new Set<string>();
  private readonly blown = new Map<string, { plan: PlannedWhistle; asked: Set<string> }>();
  private readonly heard = new Set<string>();
  private readonly planOfTitle: ReadonlyMap<string, PlannedWhistle>;

  constructor(plans: readonly PlannedWhistle[]) {
    this.planOfTitle = new Map(plans.map((plan) => [plan.title, plan]));
  }

  /** A town was answered that its whistle is blown. Answers whether that was news. */
  noteBlown(whistleId: string, plan: PlannedWhistle): boolean {
    if (this.blown.has(whistleId)) return false;
    this.blown.set(whistleId, { plan, asked: new Set([plan.leadOrgId, ...plan.assists.map(({ orgId }) => orgId)]) });
    return true;
  }

  /** Notes a whistle whose town was never answered; false where its town has another whistle of that title. */
  adopt(whistleId: string, title: string): boolean {
    const plan = this.planOfTitle.get(title);
    const isTaken = [...this.blown.values()].some((known) => known.plan === plan);
    return plan !== undefined && !isTaken && this.noteBlown(whistleId, plan);
  }

  /** Somebody was answered that these departments are called as well. */
  noteAsked(whistleId: string, orgIds: readonly string[]): void {
    for (const orgId of orgIds) this.blown.get(whistleId)?.asked.add(orgId);
  }

  /**
   * A desk got a row. It is kept whatever it is of: a desk may be told of a whistle, and of what climbs in it, before its town has had the answer
   * that it is blown.
   */
  noteRow(row: MailboxRow, desk: string): void {
    const { kind, activationId: whistleId, taskId, taskIds, orgId, postId, exercise } = row;
    if (row.cause !== 'whistle') return;
    this.rows.push({ title: row.title, receipt: { kind, whistleId, taskId, taskIds: taskIds ?? [], orgId, postId, exercise, desk } });
  }

  /** What desks got of this night: of its whistles, known by now, and of whatever else carries their titles. */
  get receipts(): CallReceipt[] {
    return this.rows.flatMap(({ title, receipt }) => (this.blown.has(receipt.whistleId) || this.planOfTitle.has(title) ? [receipt] : []));
  }

  /** The bell of a whistle rang at a desk. */
  noteBell(whistleId: string, desk: string): void {
    this.heard.add(`${desk} ${whistleId}`);
  }

  /** Desks that heard a bell of a whistle that is not theirs, by who shares it in the end. */
  overheardBy(sharesOf: (whistleId: string) => ReadonlySet<string> | undefined): string[] {
    return [...this.heard].filter((one) => {
      const [desk, whistleId] = one.split(' ') as [string, string];
      const shares = sharesOf(whistleId);
      return shares !== undefined && !shares.has(desk);
    });
  }

  planOf(whistleId: string): PlannedWhistle | undefined {
    return this.blown.get(whistleId)?.plan;
  }

  planByTitle(title: string): PlannedWhistle | undefined {
    return this.planOfTitle.get(title);
  }

  get whistleIds(): string[] {
    return [...this.blown.keys()];
  }

  get blownWhistles(): BlownWhistle[] {
    return [...this.blown].map(([whistleId, { plan, asked }]) => ({
      whistleId,
      unitId: plan.unitId,
      title: plan.title,
      asked: [...asked],
    }));
  }
}
