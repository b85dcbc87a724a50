import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'socket.io';
import { Server } from 'socket.io';
import type { Problem } from '#contracts/problem.js';
import { handshake } from '#contracts/socket.js';
import { parseInput } from '#service-kit/input.pipe.js';
import { isOutage } from '#service-kit/outage.js';
import { prefersEnglish, problemOf } from '#service-kit/problem.filter.js';
import { Refused } from '#service-kit/refused.js';
import { DeskMessages } from './desk.messages.js';
import type { DeskLine } from './desk.registry.js';
import { DeskRegistry } from './desk.registry.js';
import { isSameOrigin } from './desk.rules.js';
import { DeskService } from './desk.service.js';
import { DeskSessions } from './desk.sessions.js';
import { SocketFanOut } from './socket.fan-out.js';

/** The largest message of a client: 200 mailboxes with some hundred marks. A larger one closes the line. */
const longestMessageBytes = 100_000;
/** With so many messages waiting a line is clogged: its page does not keep up. */
const cloggedAt = 64;

/** The Socket.IO server of the desks: socket ↔ session. It knows lines and schemas; who may see what is decided behind it. */
@Injectable()
export class DeskGateway implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('desk');
  private server: Server | undefined;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly registry: DeskRegistry,
    private readonly sessions: DeskSessions,
    private readonly desks: DeskService,
    private readonly messages: DeskMessages,
    private readonly fanOut: SocketFanOut,
  ) {}

  onApplicationBootstrap(): void {
    const httpServer = this.http.httpAdapter?.getHttpServer() as HttpServer | undefined;
    if (httpServer) this.attach(httpServer);
  }

  /** Serves `/socket.io` on this HTTP server, WebSocket only. */
  attach(httpServer: HttpServer): void {
    this.server = new Server(httpServer, {
      path: '/socket.io',
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: longestMessageBytes,
      connectTimeout: 10_000,
      pingInterval: 20_000,
      pingTimeout: 15_000,
      allowRequest: (request, answer) => answer(isSameOrigin(request) ? null : 'origin not allowed', isSameOrigin(request)),
    });
    this.fanOut.joinServer(this.server);
    this.server.use((socket, next) => {
      this.open(socket).then(
        () => next(),
        (error: unknown) => next(Object.assign(new Error('refused'), { data: this.problemOf(error, englishOf(socket)) })),
      );
    });
    this.server.on('connection', (socket) => this.serve(socket));
  }

  /** Lets go of every line of this node, and of this node only; the HTTP server is somebody else's and stays. */
  onModuleDestroy(): void {
    this.server?.local.disconnectSockets(true);
    this.server?.engine.close();
  }

  private async open(socket: Socket): Promise<void> {
    const { accessToken, cursors } = parseInput(handshake, socket.handshake.auth);
    const { claims, expiresAt } = await this.sessions.admit(accessToken);
    socket.data = { claims, expiresAt, cursors };
  }

  private serve(socket: Socket): void {
    const { claims, expiresAt, cursors } = socket.data as { claims: never; expiresAt: number; cursors: Record<string, number> };
    const session = {
      id: socket.id,
      claims,
      expiresAt,
      english: englishOf(socket),
      mailboxes: new Map(),
      watching: new Set<string>(),
      line: lineOf(socket),
    };
    const letIn = this.desks.arrive(session, cursors);
    socket.on('disconnect', () => this.registry.remove(session));
    socket.onAny((name: string, ...said: unknown[]) => {
      const last = said.at(-1);
      const answer = typeof last === 'function' ? (last as (body: object) => void) : () => undefined;
      const body = typeof said[0] === 'function' ? undefined : said[0];
      // A client that comes back repeats its marks at once; they count from when its mailboxes are known.
      letIn
        .then(() => this.messages.take(session, name, body))
        .then(
          () => answer({ ok: true }),
          (error: unknown) => answer({ ok: false, problem: this.problemOf(error, session.english) }),
        );
    });
  }

  private problemOf(error: unknown, english: boolean): Problem {
    if (error instanceof Refused) return problemOf(error.code, english, error.detail, error.fields);
    if (isOutage(error)) return problemOf('unavailable', english);
    this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return problemOf('internal-error', english);
  }
}

function englishOf(socket: Socket): boolean {
  return prefersEnglish(socket.handshake.headers['accept-language']);
}

function lineOf(socket: Socket): DeskLine {
  return {
    say: (name, body) => void socket.emit(name, body),
    isClogged: () => (socket.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length >= cloggedAt,
    isOpen: () => socket.connected,
    hangUp: () => void socket.disconnect(true),
  };
}
