import { NestFactory } from '@nestjs/core';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceName } from '#contracts/events.js';
import { connectConsumers } from '#messaging/connect-consumers.js';
import { withCorrelation } from '#service-kit/correlation.js';
import { acceptForms } from '#service-kit/form.js';
import { httpAdapter, prepareHttp } from '#service-kit/http-app.js';
import { Metrics } from './metrics.service.js';
import { ProcessModule } from './process.module.js';
import type { Composition } from './process.module.js';

/** The services that hear events. Directory does not. */
const listeners: ReadonlySet<ServiceName> = new Set<ServiceName>(['intake', 'plan', 'dispatch', 'notification']);

/** Where a process listens, and what it says. Port 0 takes any free port. */
export type ProcessOptions = {
  host: string;
  port: number;
  webFolder?: string;
  logger: LoggerService;
  /** Whether the address of the client is what a proxy in front says. */
  trustProxy?: boolean | string;
};

/** One running process of the platform. */
export type OpenedProcess = { app: NestFastifyApplication; url: string; close(): Promise<void> };

/** Opens HTTP, sockets and consumers of these services on one port. `close` stops sweeps, HTTP, consumers and bus; the rest of the ports is the caller's. */
export async function openProcess(composition: Composition, options: ProcessOptions): Promise<OpenedProcess> {
  const { ports, services } = composition;
  const { host, port, webFolder, logger, trustProxy } = options;
  const app = await NestFactory.create<NestFastifyApplication>(ProcessModule.compose(composition), httpAdapter({ trustProxy }), {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  await prepareHttp(app, webFolder);
  await acceptForms(app);
  watchRequests(app, logger);
  connectConsumers(
    app,
    services.filter((service) => listeners.has(service)),
  );
  await app.startAllMicroservices();
  await app.listen(port, host);
  const address = app.getHttpServer().address() as { port: number };
  return {
    app,
    url: `http://${host === '0.0.0.0' ? 'localhost' : host}:${address.port}`,
    close: async () => {
      // Sweeps first, so that none begins work that is about to lose its pools; then HTTP and consumers; then the bus that carried them.
      await ports.alarmClock.stop();
      await app.close();
      await ports.bus.close();
      ports.revocations.onApplicationShutdown();
    },
  };
}

/** Every answer is counted under the pattern of its route; commands are noted with the correlation id under which their events travel. */
function watchRequests(app: NestFastifyApplication, logger: LoggerService): void {
  const metrics = app.get(Metrics);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      metrics.answered({ method: request.method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
      if (request.method !== 'GET') {
        const line = `${request.method} ${route} ${reply.statusCode} in ${Math.round(reply.elapsedTime)} ms`;
        withCorrelation(String(reply.getHeader('x-correlation-id')), () => logger.log(line, 'http'));
      }
      done();
    });
}
