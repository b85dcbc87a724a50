import { request as knockHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as knockHttps } from 'node:https';
import type { Socket } from 'node:net';
import { noAnswerInTime } from '../forward/failure.rules.js';

/** What a node said to an upgrade: yes, with its end of the line and the first bytes on it; or no, with an answer for the client. */
export type Knock = { opened: true; head: string; socket: Socket; first: Buffer } | { opened: false; answer: IncomingMessage };

/** Asks a node for a WebSocket. Fails when it cannot be reached or does not answer in time. */
export function knock(url: URL, headers: Record<string, string | string[] | undefined>, withinMs: number): Promise<Knock> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? knockHttps : knockHttp)(url, { headers, agent: false });
    const late = setTimeout(() => request.destroy(Object.assign(new Error('no answer in time'), { code: noAnswerInTime })), withinMs);
    const settle = (knocked: Knock): void => {
      clearTimeout(late);
      resolve(knocked);
    };
    request.once('upgrade', (answer, socket, first) => settle({ opened: true, head: headOf(answer), socket: socket as Socket, first }));
    request.once('response', (answer) => settle({ opened: false, answer }));
    request.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    request.end();
  });
}

/** How long a closing side may take to send what it still holds. */
const lastWordsMs = 5_000;

/**
 * Joins both ends of a line. Bytes pass as they are, so that pings, close codes and back-pressure are those of the two ends; when one end
 * closes, the other is closed. `ended` is called once.
 */
export function join(client: Socket, node: Socket, ended: () => void): void {
  for (const [end, other] of [
    [client, node],
    [node, client],
  ] as const) {
    end.setTimeout(0);
    end.setNoDelay(true);
    end.setKeepAlive(true, 30_000);
    // An error is followed by `close`, which says all that is to be said.
    end.on('error', () => undefined);
    end.once('close', () => hangUp(other));
    // Half a line is of no use: what was read up to here is passed on, then both ends close.
    end.once('end', () => [end, other].forEach(hangUp));
    end.pipe(other);
  }
  client.once('close', ended);
}

/** Ends a line: what is on its way is still sent, for a short time. */
export function hangUp(end: Socket): void {
  if (end.destroyed) return;
  end.destroySoon();
  const impatience = setTimeout(() => end.destroy(), lastWordsMs);
  end.once('close', () => clearTimeout(impatience));
}

function headOf(answer: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let at = 0; at < answer.rawHeaders.length; at += 2) lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
