import { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '#service-kit/refused.js';
import type { AccessLog } from '../access-log.js';
import type { Counts } from '../counts.js';
import { failureOf, overrunOf, sequelOf } from '../forward/failure.rules.js';
import { refusal } from '../forward/forward.js';
import { headersForService } from '../forward/headers.rules.js';
import type { Instance } from '../instance/instance.rules.js';
import type { Instances } from '../instance/instances.js';
import { lineService } from '../route/route.rules.js';
import { hangUp, join, knock } from './tunnel.js';
import type { Knock } from './tunnel.js';

/** A node that holds many lines may take this long to open one more. */
const patienceMs = 3_000;

type Upgrade = { socket: Socket; head: Buffer };

/** The desks' lines: upgrades of `/socket.io` go to the notification node whose turn it is, over the same hooks as every request. */
export class Lines {
  private readonly upgrades = new WeakMap<IncomingMessage, Upgrade>();
  private readonly open = new Set<Socket>();
  private closing = false;

  constructor(
    private readonly instances: Instances,
    private readonly counts: Counts,
    private readonly log: AccessLog,
  ) {}

  /** Serves them on this server, from now until `close`. Any other upgrade is ignored, as HTTP allows: the request is served as it stands. */
  attach(fastify: FastifyInstance): void {
    fastify.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      if (!isWishForLine(request)) {
        socket.unshift(withoutUpgrade(request, head));
        fastify.server.emit('connection', socket);
        return;
      }
      socket.on('error', () => socket.destroy());
      const response = new ServerResponse(request);
      response.shouldKeepAlive = false;
      response.assignSocket(socket);
      response.once('finish', () => hangUp(socket));
      this.upgrades.set(request, { socket, head });
      fastify.routing(request, response);
    });
    fastify.get('/socket.io', (request, reply) => this.connect(request, reply));
  }

  /** Ends all lines; the clients find another gateway, or this one when it is back. */
  close(): void {
    this.closing = true;
    for (const socket of this.open) hangUp(socket);
  }

  private async connect(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const upgrade = this.upgrades.get(request.raw);
    if (!upgrade) {
      throw new Refused('invalid-input', { zh: '这里只接 WebSocket', en: 'Only WebSocket is served here' });
    }
    const knocked = await this.knockAround(request, reply);
    if (!knocked.opened) {
      return reply
        .status(knocked.answer.statusCode ?? 502)
        .header('content-type', knocked.answer.headers['content-type'])
        .send(knocked.answer);
    }
    reply.hijack();
    this.log.note(request, reply, 101);
    (reply.raw as ServerResponse).detachSocket(upgrade.socket);
    this.letThrough(upgrade, knocked);
    return reply;
  }

  /** Asks one node after the other until one answers. */
  private async knockAround(request: FastifyRequest, reply: FastifyReply): Promise<Knock> {
    const { ip, host, protocol } = request;
    const correlationId = String(reply.getHeader('x-correlation-id'));
    // The node compares Origin with the host that the page came from.
    const headers = {
      ...headersForService(request.headers, { address: ip, host, protocol, correlationId }),
      host,
      connection: 'Upgrade',
      upgrade: 'websocket',
    };
    const tried = new Set<Instance>();
    for (let node = this.instances.next(lineService, tried); ;) {
      if (!node) throw refusal(overrunOf(lineService));
      tried.add(node);
      try {
        return await knock(new URL(request.url, node.url), headers, patienceMs);
      } catch (error) {
        const failure = failureOf(error);
        this.counts.noteFailure(lineService, failure);
        if (failure === 'not-connected') this.instances.noteAway(node);
        node = this.instances.next(lineService, tried);
        const sequel = sequelOf(failure, 'GET', lineService, node !== undefined);
        if (sequel !== 'next') throw refusal(sequel);
      }
    }
  }

  private letThrough({ socket: client, head }: Upgrade, { head: answer, socket: node, first }: Knock & { opened: true }): void {
    if (client.destroyed || this.closing) {
      client.destroy();
      node.destroy();
      return;
    }
    client.write(answer);
    if (first.length > 0) client.write(first);
    if (head.length > 0) node.write(head);
    this.open.add(client);
    this.counts.noteLine(1);
    join(client, node, () => {
      this.open.delete(client);
      this.counts.noteLine(-1);
    });
  }
}

function isWishForLine({ method, url = '', headers }: IncomingMessage): boolean {
  return method === 'GET' && url.startsWith('/socket.io') && headers.upgrade?.toLowerCase() === 'websocket';
}

/** The request as it came, but for the wish to be upgraded, and what has been read after it. */
function withoutUpgrade(request: IncomingMessage, head: Buffer): Buffer {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const [name, value] = [request.rawHeaders[at]!, request.rawHeaders[at + 1]!];
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]);
}
