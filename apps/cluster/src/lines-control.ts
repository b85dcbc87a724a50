import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import type { LineState } from '#local-services/tcp-proxy.js';

/** What `PUT /lines/<name>` says. */
export const lineState = z.object({
  latencyMs: z.number().min(0).max(60_000),
  jitterMs: z.number().min(0).max(60_000),
  state: z.enum(['open', 'cut', 'held']),
});

type Changeable = { be(name: string, state: LineState): boolean };

/** Serves the control of the lines on this machine alone, to those who know the token. */
export async function serveLines(lines: Changeable, token: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    change(lines, token, request).then(
      (status) => response.writeHead(status).end(),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function change(lines: Changeable, token: string, request: IncomingMessage): Promise<number> {
  if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) return 401;
  const name = /^\/lines\/(.+)$/.exec(request.url ?? '')?.[1];
  if (request.method !== 'PUT' || name === undefined) return 404;
  return lines.be(decodeURIComponent(name), lineState.parse(await json(request))) ? 204 : 404;
}

function isSame(given: string, wanted: string): boolean {
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
}
