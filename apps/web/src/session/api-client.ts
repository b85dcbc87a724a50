import { serverClock } from '../live/server-clock.js';
import { currentLanguage } from '../words/words.js';
import { AnswerLost, isLostAnswer, readProblem, RefusedByServer } from './problem.rules.js';

const timeoutMs = 10_000;
/** Waits before a command is repeated with the same request id. */
const repeatAfterMs = [400, 1500, 4000];

/** Where the access token comes from; the session gives it, so that this file knows nothing of sessions. */
export type TokenSource = { accessToken: () => string | null; renew: () => Promise<boolean> };
let tokens: TokenSource = { accessToken: () => null, renew: () => Promise.resolve(false) };

export function takeTokensFrom(source: TokenSource): void {
  tokens = source;
}

/** The tokens of the session, for what does not travel by `fetch`: an upload that shows how far it is. */
export function sessionTokens(): TokenSource {
  return tokens;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A `Blob` travels as it is, in its own media type; anything else as JSON. */
async function ask(method: Method, path: string, body: unknown, token: string | null): Promise<Response> {
  const document = body instanceof Blob ? body : null;
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': currentLanguage() };
  if (token) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = document?.type ?? 'application/json';
  try {
    return await fetch(path, {
      method,
      headers,
      body: document ?? (body === undefined ? undefined : JSON.stringify(body)),
      signal: AbortSignal.timeout(timeoutMs),
      cache: 'no-store',
    });
  } catch (error) {
    throw new AnswerLost(error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'no-line');
  }
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  serverClock.learn(response.headers.get('date'), false);
  const text = await response.text().catch(() => {
    throw new AnswerLost('no-line');
  });
  let body: unknown = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch {
    if (response.ok) throw new AnswerLost('server');
  }
  if (response.ok) return body as Answer;
  if (isLostAnswer(response.status)) throw new AnswerLost('server');
  throw new RefusedByServer(readProblem(response.status, body));
}

/** One request with the session's token; an expired token is renewed once. */
async function requested(method: Method, path: string, body?: unknown): Promise<Response> {
  const token = tokens.accessToken();
  const response = await ask(method, path, body, token);
  if (response.status !== 401 || !token || !(await tokens.renew())) return response;
  return ask(method, path, body, tokens.accessToken());
}

/** What a request is answered. Throws `RefusedByServer` or `AnswerLost`, nothing else. */
async function request<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  return answerOf(await requested(method, path, body));
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export const api = {
  get: <Answer>(path: string): Promise<Answer> => request('GET', path),

  /** A document as it is, whatever its media type. */
  document: async (path: string): Promise<Blob> => {
    const answer = await requested('GET', path);
    if (!answer.ok) await answerOf(answer);
    return answer.blob().catch(() => {
      throw new AnswerLost('no-line');
    });
  },

  delete: (path: string): Promise<null> => request('DELETE', path),

  /** One POST without a token: signing in and renewing. */
  open: async <Answer>(path: string, body: unknown): Promise<Answer> => answerOf(await ask('POST', path, body, null)),

  /** One POST without repeats, for what is no command (a preview). */
  post: <Answer>(path: string, body: unknown): Promise<Answer> => request('POST', path, body),

  /**
   * A command. Its body carries a request id, so a lost answer is asked for again with the very same body: the server answers as it did the
   * first time. `onRepeat` hears that it is not known yet. Throws `AnswerLost` when four tries brought no answer: still unknown, not failed.
   */
  async command<Answer>(path: string, body: { requestId: string }, onRepeat?: () => void, method: Method = 'POST'): Promise<Answer> {
    for (const wait of repeatAfterMs) {
      try {
        return await request<Answer>(method, path, body);
      } catch (error) {
        if (!(error instanceof AnswerLost)) throw error;
        onRepeat?.();
        await pause(wait);
      }
    }
    return request(method, path, body);
  },
};
