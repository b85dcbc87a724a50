import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Metrics } from '#process/metrics.service.js';
import { withCorrelation } from '#service-kit/correlation.js';
import type { Answerer, Counts } from './counts.js';
import { lineService, routeOf } from './route/route.rules.js';

/** One line for each request when it has been answered, at info: which click, what, how it ended, how long it took, and who answered. */
export class AccessLog {
  private readonly logger = new Logger('access');

  constructor(
    private readonly counts: Counts,
    private readonly metrics: Metrics,
  ) {}

  /** Hears every answer of this server. A desk's line is told by whoever opened it (`note`). */
  attach(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!isLine(request)) {
        this.counts.underWay += 1;
        reply.raw.once('close', () => (this.counts.underWay -= 1));
      }
      done();
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      this.note(request, reply, reply.statusCode);
      done();
    });
  }

  note(request: FastifyRequest, reply: FastifyReply, status: number): void {
    const { method } = request;
    // Without the query, which may hold what somebody searched for.
    const path = request.originalUrl.split('?', 1)[0]!;
    const route = routeOf(path);
    const service: Answerer = isLine(request) ? lineService : (route?.service ?? 'gateway');
    this.counts.noteAnswer(service, status);
    this.metrics.answered({
      method,
      route: route?.pattern ?? request.routeOptions.url ?? 'none',
      status,
      seconds: reply.elapsedTime / 1_000,
    });
    const line = { method, path, status, ms: Math.round(reply.elapsedTime), service };
    withCorrelation(String(reply.getHeader('x-correlation-id')), () => this.logger.log(line));
  }
}

function isLine(request: FastifyRequest): boolean {
  return request.originalUrl.startsWith('/socket.io');
}
