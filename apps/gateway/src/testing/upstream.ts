import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What a little service was asked. */
export type Asked = { method: string; url: string; headers: IncomingMessage['headers']; body: Buffer };

/** A little HTTP service of a test on a real port, that keeps what it was asked. */
export type Upstream = {
  url: string;
  server: Server;
  asked: Asked[];
  /** Ends it as a killed process does: at once, with all its connections. */
  kill(): Promise<void>;
};

/** What it answers; `asked` is already complete. */
export type Answer = (asked: Asked, response: ServerResponse, socket: Socket) => void;

/** Opens it. It says that it lives, and answers everything else by `answer`; port 0 takes any free one. */
export async function openUpstream(answer: Answer = sayJson({ ok: true }), port = 0): Promise<Upstream> {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const listen: RequestListener = (request, response) => {
    if (request.url === '/health/live') return void sayJson({ status: 'live' })(request as never, response, request.socket);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const each = { method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(chunks) };
      asked.push(each);
      answer(each, response, request.socket);
    });
  };
  const server = createServer(listen);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    server,
    asked,
    kill: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      sockets.forEach((socket) => socket.resetAndDestroy());
      await closed;
    },
  };
}

/** An answer that is always the same JSON. */
export function sayJson(body: object, status = 200, headers: Record<string, string> = {}): Answer {
  const text = JSON.stringify(body);
  return (_asked, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers })
      .end(text);
}
