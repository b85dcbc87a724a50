import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { Problem } from '#contracts/problem.js';
import type { Answered, Caller } from './caller.js';
import type { TapCounts } from './tapper.js';

const answeredWithinMs = 60_000;

/** What people have in mind to do later: each is sent until it is answered, under one request id. Refusals are told by what was asked and their code. */
export class Errands {
  readonly counts: TapCounts = { taken: 0, refused: 0, unanswered: 0, repeated: 0 };
  readonly refusals = new Map<string, number>();
  private readonly underWay = new Set<Promise<void>>();
  private readonly leaving = new AbortController();

  constructor() {
    // Hundreds of people wait at one time.
    setMaxListeners(0, this.leaving.signal);
  }

  /** Does it after this time, unless they have left by then. What it throws is thrown by `leave`. */
  later(afterMs: number, work: () => Promise<void>): void {
    const errand = this.wait(afterMs).then((isHere) => (isHere ? work() : undefined));
    this.underWay.add(errand);
    errand.then(
      () => this.underWay.delete(errand),
      () => undefined,
    );
  }

  /** Sends a command until it is answered; undefined where it was refused, or nobody answered in all that time. */
  async send<Body>(caller: Caller, path: string, body: object, requestId: string = uuidv7()): Promise<Body | undefined> {
    const answer = await caller.insist<Body>('POST', path, { requestId, ...body }, answeredWithinMs);
    if (answer.tries > 1) this.counts.repeated += 1;
    if (answer.status >= 200 && answer.status < 300) {
      this.counts.taken += 1;
      return answer.body;
    }
    this.noteRefusal(path, answer as Answered<Problem | undefined>);
    return undefined;
  }

  /** Whether they have left: nothing new is begun. */
  get isOver(): boolean {
    return this.leaving.signal.aborted;
  }

  /** How many errands wait for their time or their answer. */
  get open(): number {
    return this.underWay.size;
  }

  /** They leave: what they had in mind is not done any more. What was sent is still answered. */
  async leave(): Promise<void> {
    this.leaving.abort();
    await Promise.all(this.underWay);
  }

  private noteRefusal(path: string, { status, body }: Answered<Problem | undefined>): void {
    const isRefused = status >= 400 && status < 500 && status !== 429;
    if (!isRefused) {
      this.counts.unanswered += 1;
      return;
    }
    this.counts.refused += 1;
    const refusal = `${path.split('/').at(-1)} ${body?.code ?? status}`;
    this.refusals.set(refusal, (this.refusals.get(refusal) ?? 0) + 1);
  }

  private wait(ms: number): Promise<boolean> {
    return sleep(Math.max(0, ms), true, { signal: this.leaving.signal }).catch(() => false);
  }
}
