import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from '#contracts/problem.js';

/** What was answered at last. `tries`: how often it was sent. `status` is 0 if nobody answered in time. */
export type Answered<Body = unknown> = { status: number; body: Body; tries: number; ms: number };

/** From try to try the answer is waited for twice as long, and the next try twice as late, up to a bound: who is slow is not asked the more. */
const answerMs = { first: 6_000, most: 24_000 };
const againMs = { first: 300, most: 3_000 };
const commandWithinMs = 60_000;

/** Somebody who sends requests as a page does: what was not answered is sent again, as it was, under the same request id. */
export class Caller {
  /** Answers with `internal-error`: nothing was lost by them, but somebody should look. */
  internalErrors = 0;

  constructor(
    private readonly url: string,
    readonly token: () => string,
  ) {}

  /** Sends it once; a text is a document in XML, anything else JSON. Status 0: no answer. */
  async send<Body>(method: string, path: string, body?: unknown, answerWithinMs = answerMs.first): Promise<Answered<Body>> {
    const begun = performance.now();
    try {
      const response = await fetch(this.url + path, {
        method,
        headers: {
          ...(this.token() ? { authorization: `Bearer ${this.token()}` } : {}),
          ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'application/xml' : 'application/json' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const text = await response.text();
      return { status: response.status, body: (text ? JSON.parse(text) : undefined) as Body, tries: 1, ms: performance.now() - begun };
    } catch {
      return { status: 0, body: undefined as Body, tries: 1, ms: performance.now() - begun };
    }
  }

  /**
   * Sends it until it is answered for good, with a success or a refusal, or this time is over. `meanwhile`: refusals that only mean that it is
   * too early, such as a unit's response before its incident is known.
   */
  async insist<Body>(
    method: string,
    path: string,
    body: unknown,
    withinMs: number,
    meanwhile: readonly string[] = [],
  ): Promise<Answered<Body>> {
    const begun = performance.now();
    for (let tries = 1; ; tries += 1) {
      const longer = 2 ** (tries - 1);
      const answer = await this.send<Body>(method, path, body, Math.min(answerMs.first * longer, answerMs.most));
      if (answer.status === 500) this.internalErrors += 1;
      const isOver = performance.now() - begun > withinMs;
      if (isOver || isFinal(answer, meanwhile)) return { ...answer, tries, ms: performance.now() - begun };
      await sleep(Math.min(againMs.first * longer, againMs.most));
    }
  }

  /** Insists on a question until it is answered. Throws what was answered instead. */
  async ask<Body>(path: string, withinMs = commandWithinMs): Promise<Body> {
    return successOf(`GET ${path}`, await this.insist<Body>('GET', path, undefined, withinMs));
  }

  /** Insists on a command until it succeeds; what it is about may not be known everywhere yet. Throws what was answered instead. */
  async command<Body>(path: string, body: object | string, withinMs = commandWithinMs): Promise<Body> {
    return successOf(`POST ${path}`, await this.insist<Body>('POST', path, body, withinMs, ['not-found']));
  }
}

function isFinal({ status, body }: Answered, meanwhile: readonly string[]): boolean {
  if (status >= 200 && status < 300) return true;
  if (status === 0 || status >= 500 || status === 429) return false;
  return !meanwhile.includes((body as Problem | undefined)?.code ?? '');
}

function successOf<Body>(what: string, { status, body }: Answered<Body>): Body {
  if (status >= 200 && status < 300) return body;
  throw new Error(`${what}: ${status === 0 ? 'no answer' : status} ${JSON.stringify(body ?? '').slice(0, 500)}`);
}
