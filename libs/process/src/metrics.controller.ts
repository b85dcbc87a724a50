import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '#service-kit/refused.js';
import { Public } from '#service-kit/session.guard.js';
import { Metrics } from './metrics.service.js';

/** Networks in which a Prometheus may stand: this machine and private ones. */
const near = /^(::ffff:)?(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|^::1$|^f[cd]/i;

/** For Prometheus, in the same network and not through a proxy. The gateway does not lead here. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Public()
  async read(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (request.headers['x-forwarded-for'] !== undefined || !near.test(request.socket.remoteAddress ?? '')) throw new Refused('not-found');
    const { type, body } = await this.metrics.text();
    await reply.header('content-type', type).send(body);
  }
}
