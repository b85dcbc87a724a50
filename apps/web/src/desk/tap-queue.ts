import { shallowReactive } from 'vue';
import { uuidv7 } from 'uuidv7';
import type { Task } from '#contracts/task.js';
import { recall, remember } from '../live/device-memory.js';
import { serverClock } from '../live/server-clock.js';
import { api } from '../session/api-client.js';
import { AnswerLost, RefusedByServer } from '../session/problem.rules.js';
import { enqueueTap, requestOf, retryAfterMs, type Tap, type TapFacts, type TapVerb } from './tap.rules.js';

/** A tap that the server refused, and why: said loudly until put away. */
export type RefusedTap = { tap: Tap; code: string; why: string };

/**
 * Every tap goes through this queue: kept on the device first, sent one after the other, taken off when the server has answered. With the line
 * down it waits; with an answer lost it is sent again with the same request id, so each takes effect once.
 */
export class TapQueue {
  readonly state = shallowReactive({ taps: [] as readonly Tap[], refused: [] as readonly RefusedTap[] });
  private sending = false;
  /** Taps whose position is looked for (at most 5 s) or whose photos are on their way; a page that was closed meanwhile sends without. */
  private readonly held = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly key: string;

  constructor(
    accountId: string,
    private readonly answered: (task: Task) => void,
    private readonly refused: () => void = () => {},
  ) {
    this.key = `muster.taps.${accountId}`;
    this.state.taps = recall<readonly Tap[]>(this.key, []);
    addEventListener('online', this.send);
    void this.send();
  }

  close(): void {
    clearTimeout(this.timer);
    removeEventListener('online', this.send);
  }

  /** Taps a task: kept, then sent. With `finding` it is kept at once and sent when that has found what goes with it. */
  tap(
    task: Pick<Task, 'id' | 'title' | 'titleEn'>,
    verb: TapVerb,
    said: { note?: string; facts?: TapFacts; finding?: Promise<TapFacts> } = {},
  ): void {
    const { id: taskId, title, titleEn } = task;
    const { note = '', facts = {}, finding } = said;
    const tap = { requestId: uuidv7(), taskId, verb, note, at: serverClock.now(), title, titleEn, tries: 0, facts };
    const taps = enqueueTap(this.state.taps, tap);
    if (taps === this.state.taps) return;
    this.keep(taps);
    if (finding) void this.hold(tap, finding);
    else void this.send();
  }

  private async hold(tap: Tap, finding: Promise<TapFacts>): Promise<void> {
    this.held.add(tap.requestId);
    const found = await finding;
    this.held.delete(tap.requestId);
    this.keep(
      this.state.taps.map((other) => (other.requestId === tap.requestId ? { ...other, facts: { ...other.facts, ...found } } : other)),
    );
    await this.send();
  }

  /** Puts a refusal away. */
  putAway(refused: RefusedTap): void {
    this.state.refused = this.state.refused.filter((other) => other !== refused);
  }

  /** Sends what waits, oldest first; stops at the first lost answer and tries again later. */
  readonly send = async (): Promise<void> => {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.timer);
    try {
      for (let tap = this.next(); tap !== undefined; tap = this.next()) await this.sendOne(tap);
    } catch (error) {
      if (!(error instanceof AnswerLost)) throw error;
      this.timer = setTimeout(() => void this.send(), retryAfterMs(this.state.taps[0]?.tries ?? 1));
    } finally {
      this.sending = false;
    }
  };

  /** The oldest tap that may go: one that is still being completed lets the taps of other tasks pass, never those of its own. */
  private next(): Tap | undefined {
    const waiting = new Set(this.state.taps.filter((tap) => this.held.has(tap.requestId)).map((tap) => tap.taskId));
    return this.state.taps.find((tap) => !waiting.has(tap.taskId));
  }

  private async sendOne(tap: Tap): Promise<void> {
    const { path, body } = requestOf(tap);
    try {
      const task = await api.post<Task>(path, body);
      this.drop(tap);
      this.answered(task);
    } catch (error) {
      if (error instanceof RefusedByServer && error.code !== 'not-signed-in') {
        this.drop(tap);
        this.state.refused = [...this.state.refused, { tap, code: error.code, why: error.words }];
        this.refused();
        return;
      }
      this.keep(this.state.taps.map((other) => (other.requestId === tap.requestId ? { ...other, tries: other.tries + 1 } : other)));
      throw error instanceof RefusedByServer ? new AnswerLost('server') : error;
    }
  }

  private drop(tap: Tap): void {
    this.keep(this.state.taps.filter((other) => other.requestId !== tap.requestId));
  }

  private keep(taps: readonly Tap[]): void {
    this.state.taps = taps;
    remember(this.key, taps);
  }
}
