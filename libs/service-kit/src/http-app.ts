import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { uuidv7 } from 'uuidv7';
import { withCorrelation } from './correlation.js';
import { inputPipe } from './input.pipe.js';
import { prefersEnglish, problemType, ProblemFilter, problemOfStatus } from './problem.filter.js';

/** JSON bodies: the largest command of a city (30,000 org ids) fits. */
const jsonLimitBytes = 1_048_576;
const xmlLimitBytes = 5 * 1_048_576;
const xmlTypes = ['application/cap+xml', 'application/xml', 'text/xml'];

/** Everything that the pages load comes from this origin; nothing may frame them. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Paths of the single page: everything that is not an API, a socket, a health check or a file. */
function isPagePath(url: string): boolean {
  const path = url.split('?', 1)[0]!;
  return !/^\/(api|health|metrics|socket\.io)(\/|$)/.test(path) && !/\.[a-z0-9]+$/i.test(path);
}

/** The Fastify adapter of every service: body limits, and page paths lead to the one page. Behind a gateway it trusts what that says of the client. */
export function httpAdapter({ trustProxy = false }: { trustProxy?: boolean | string } = {}): FastifyAdapter {
  return new FastifyAdapter({
    trustProxy,
    bodyLimit: jsonLimitBytes,
    // Requests in flight are answered at a shutdown; idle connections are closed.
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    // What Fastify refuses before there is a route: a malformed or endless address.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const problem = problemOfStatus(error.statusCode ?? 400, prefersEnglish(request.headers['accept-language']), error.message);
      void reply.status(problem.status).header('content-type', problemType).send(problem);
    },
    rewriteUrl: (request: IncomingMessage) =>
      request.method === 'GET' && isPagePath(request.url ?? '/') ? '/index.html' : (request.url ?? '/'),
  });
}

/** What every HTTP service does alike: correlation ids, headers, XML bodies, validation, problems, and the pages if they are built. */
export async function prepareHttp(app: NestFastifyApplication, webFolder?: string): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    const asked = request.headers['x-correlation-id'];
    const correlationId = typeof asked === 'string' && /^[\w-]{8,64}$/.test(asked) ? asked : uuidv7();
    void reply.header('x-correlation-id', correlationId);
    withCorrelation(correlationId, done);
  });
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    void reply.headers(securityHeaders);
    // Who is answered during a shutdown goes elsewhere next; a connection kept open would hold it up.
    if (closing) void reply.header('connection', 'close');
    // Only what never changes says otherwise for itself.
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  // JSON is Fastify's own; nothing else is taken unless it is named here.
  fastify.removeContentTypeParser('text/plain');
  for (const type of xmlTypes) {
    fastify.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit: xmlLimitBytes }, (_request, body, done) => done(null, body));
  }
  app.useGlobalPipes(inputPipe());
  app.useGlobalFilters(new ProblemFilter());
  if (webFolder && existsSync(webFolder)) {
    const { default: fastifyStatic } = await import('@fastify/static');
    await app.register(fastifyStatic, {
      root: webFolder,
      wildcard: false,
      setHeaders: (response, path) => {
        // File names of the build carry their hash; the page itself is asked for again.
        void response.header('cache-control', /\/assets\//.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
}
