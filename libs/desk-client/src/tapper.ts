import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { MailboxRow } from '#contracts/mailbox.js';
import type { Problem } from '#contracts/problem.js';
import type { PlannedTap } from './answer.rules.js';
import type { Desk } from './desk.js';

/** A tap that was answered with a success. */
export type AnsweredTap = { taskId: string; tap: PlannedTap['tap']; subjectId: string; requestId: string };

/** How a tap of a person ended: taken, refused, or without an answer in all the time it was repeated. */
export type TapCounts = { taken: number; refused: number; unanswered: number; repeated: number };

const answeredWithinMs = 60_000;
/** A tap that is answered sooner is people's time, not the platform's. */
const promptMs = 2_000;

/** Whoever sits at the desks: taps what they get, and taps again what was not answered. */
export class Tapper {
  readonly answered: AnsweredTap[] = [];
  readonly counts: TapCounts = { taken: 0, refused: 0, unanswered: 0, repeated: 0 };
  private readonly begun = new Set<string>();
  private readonly underWay = new Set<Promise<void>>();
  /** When each tap that is not answered yet was sent first, by its request. */
  private readonly sentAt = new Map<string, number>();
  private readonly leaving = new AbortController();

  constructor(
    private readonly isTheirs: (row: MailboxRow) => boolean,
    private readonly planOf: (row: MailboxRow) => readonly PlannedTap[],
  ) {
    // Thousands of people wait at one time.
    setMaxListeners(0, this.leaving.signal);
  }

  /** A desk got a row. Only what has started is answered. */
  consider(desk: Desk, row: MailboxRow): void {
    const asks = (row.kind === 'task' && row.startedAt !== null && row.state === 'issued') || row.kind === 'start';
    if (!asks || !row.taskId || !this.isTheirs(row) || this.begun.has(row.taskId)) return;
    this.begun.add(row.taskId);
    const work = this.answer(desk, row.taskId, this.planOf(row)).finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  get isBusy(): boolean {
    return this.underWay.size > 0;
  }

  /** Whether people are at it, and all that they sent is answered promptly. */
  get isAtWork(): boolean {
    const [oldest = performance.now()] = this.sentAt.values();
    return this.isBusy && performance.now() - oldest < promptMs;
  }

  /** They leave: what they had in mind is not done any more. Taps under way are still answered. */
  async leave(): Promise<void> {
    this.leaving.abort();
    await Promise.all(this.underWay);
  }

  /** One tap after the other; after a refusal, such as at the end of the response, there is nothing more to do. */
  private async answer(desk: Desk, taskId: string, taps: readonly PlannedTap[]): Promise<void> {
    for (const { tap, afterMs } of taps) {
      if (!(await this.waited(afterMs))) return;
      const requestId = uuidv7();
      this.sentAt.set(requestId, performance.now());
      const answer = await desk.caller.insist<Problem | undefined>('POST', `/api/tasks/${taskId}/${tap}`, { requestId }, answeredWithinMs);
      this.sentAt.delete(requestId);
      if (answer.tries > 1) this.counts.repeated += 1;
      if (answer.status >= 200 && answer.status < 300) {
        this.counts.taken += 1;
        this.answered.push({ taskId, tap, subjectId: desk.subjectId, requestId });
        continue;
      }
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) this.counts.refused += 1;
      else this.counts.unanswered += 1;
      return;
    }
  }

  /** Whether they were still there after this time. */
  private waited(ms: number): Promise<boolean> {
    return sleep(ms, true, { signal: this.leaving.signal }).catch(() => false);
  }
}
