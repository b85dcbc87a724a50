import { currentLanguage } from '../words/words.js';
import { sessionTokens } from './api-client.js';
import { AnswerLost, isLostAnswer, readProblem, RefusedByServer } from './problem.rules.js';

/** A connection that carries nothing for this long is given up; a large file on a slow line may take as long as it moves. */
const silenceMs = 30_000;

/**
 * Sends a form with a file and says how much of it has left, 0 to 1. Throws `RefusedByServer` or `AnswerLost`, as every request does; the form
 * carries the request id, so that it may be sent again.
 */
export async function upload<Answer>(path: string, form: FormData, onProgress: (share: number) => void): Promise<Answer> {
  const first = await send(path, form, onProgress, sessionTokens().accessToken());
  const last =
    first.status === 401 && (await sessionTokens().renew()) ? await send(path, form, onProgress, sessionTokens().accessToken()) : first;
  if (last.status >= 200 && last.status < 300 && last.body !== null) return last.body as Answer;
  if (isLostAnswer(last.status) || last.body === null) throw new AnswerLost('server');
  throw new RefusedByServer(readProblem(last.status, last.body));
}

type Answered = { status: number; body: unknown };

function send(path: string, form: FormData, onProgress: (share: number) => void, token: string | null): Promise<Answered> {
  return new Promise((answer, lost) => {
    const request = new XMLHttpRequest();
    let silence: ReturnType<typeof setTimeout> | undefined;
    const moved = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), silenceMs);
    };
    request.open('POST', path);
    request.responseType = 'json';
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('accept-language', currentLanguage());
    if (token) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.upload.onprogress = (event) => {
      moved();
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => answer({ status: request.status, body: request.response as unknown });
    request.onerror = () => lost(new AnswerLost('no-line'));
    request.onabort = () => lost(new AnswerLost('timeout'));
    request.onloadend = () => clearTimeout(silence);
    moved();
    request.send(form);
  });
}
