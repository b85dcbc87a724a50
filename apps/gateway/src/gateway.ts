import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { ServiceName } from '#contracts/events.js';
import { Metrics } from '#process/metrics.service.js';
import { httpAdapter, prepareHttp } from '#service-kit/http-app.js';
import { AccessLog } from './access-log.js';
import { Counts } from './counts.js';
import { forwardApi } from './forward/forward.js';
import type { Patience } from './forward/forward.js';
import { showFacts } from './gateway.facts.js';
import { GatewayModule } from './gateway.module.js';
import { Checks } from './instance/checks.js';
import { Instances } from './instance/instances.js';
import { limitRequests } from './limit/limit.js';
import type { Limits } from './limit/limit.js';
import { Lines } from './tunnel/lines.js';

/** How long a client may take to send the head of a request, and all of it: 5 MB over a village's line fit. */
const wholeHeadersMs = 20_000;
const wholeRequestMs = 120_000;
/** How long a stopping gateway waits for answers that are under way. */
const graceMs = 10_000;

export type GatewayOptions = {
  /** Where the instances of every service listen. */
  urls: Readonly<Record<ServiceName, readonly string[]>>;
  host: string;
  /** 0 takes any free port. */
  port: number;
  webFolder?: string;
  /** Whose word about the client's address counts: nobody's, everybody's, or that of these addresses. */
  trustProxy: boolean | string;
  limits: Limits;
  patience?: Patience;
  logger: LoggerService;
};

/** The running gateway, and what it has counted. */
export type Gateway = { app: NestFastifyApplication; url: string; counts: Counts; instances: Instances; close(): Promise<void> };

/** Opens the one origin: pages, `/api/*` and `/socket.io` over the services' instances. It starts whether or not they are there. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { urls, host, port, logger, patience = { connectMs: 2_000, answerMs: 15_000 } } = options;
  const instances = new Instances(urls);
  const counts = new Counts();
  const checks = new Checks(instances);
  const app = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.over(instances),
    httpAdapter({ trustProxy: options.trustProxy }),
    {
      logger,
      bodyParser: false,
      abortOnError: false,
    },
  );
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const metrics = app.get(Metrics);
  showFacts(metrics, counts, instances);
  const log = new AccessLog(counts, metrics);
  const lines = new Lines(instances, counts, log);
  log.attach(fastify);
  await limitRequests(fastify, options.limits, counts);
  await prepareHttp(app, options.webFolder);
  // Nest's problems and routes first: what follows inherits them.
  await app.init();
  await forwardApi(fastify, instances, counts, patience);
  lines.attach(fastify);
  const server = app.getHttpServer() as Server;
  server.headersTimeout = wholeHeadersMs;
  server.requestTimeout = wholeRequestMs;
  await checks.start();
  await app.listen(port, host);
  const address = server.address() as { port: number };
  return {
    app,
    url: `http://${host === '0.0.0.0' ? 'localhost' : host}:${address.port}`,
    counts,
    instances,
    close: async () => {
      checks.stop();
      // No new connections; the lines are ended, requests under way are answered. What is open then has nothing to wait for: a browser's
      // connection in reserve would hold the server up.
      const closed = app.close();
      lines.close();
      const until = performance.now() + graceMs;
      const sweeping = setInterval(() => {
        if (counts.underWay === 0 || performance.now() > until) server.closeAllConnections();
      }, 50);
      await closed;
      clearInterval(sweeping);
    },
  };
}
