import type { IncomingHttpHeaders } from 'node:http';
import { Stream } from 'node:stream';
import type { Readable } from 'node:stream';
import { largestEvidenceBytes } from '#contracts/evidence.js';
import httpProxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formType, hangUpLater, isTooLong } from '#service-kit/form.js';
import { Refused } from '#service-kit/refused.js';
import type { Counts } from '../counts.js';
import type { Instance } from '../instance/instance.rules.js';
import type { Instances } from '../instance/instances.js';
import { serviceOf } from '../route/route.rules.js';
import { failureOf, overrunOf, sequelOf } from './failure.rules.js';
import type { Ending } from './failure.rules.js';
import { headersForClient, headersForService } from './headers.rules.js';
import { passingForm } from './passing-form.js';

/** Milliseconds to connect, and to begin and to go on with an answer. */
export type Patience = { connectMs: number; answerMs: number };

/** Answers up to here are read whole before the first byte goes to the client, so that it never gets half of one. */
const wholeAnswerBytes = 4 * 1_048_576;

type Answer = { headers: IncomingHttpHeaders; stream: Readable };

/**
 * Forwards `/api/*` to the services. Bodies are read whole first: what is too large, broken or given up half-way reaches no service. Only forms
 * with a file go on as they come: the service reads them that way too, and knows what is too large where no length is stated.
 */
export async function forwardApi(fastify: FastifyInstance, instances: Instances, counts: Counts, patience: Patience): Promise<void> {
  await fastify.register(async (scope) => {
    // Forwarded as it came: the service parses it.
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.addContentTypeParser(formType, (request, payload, done) => {
      if (isTooLong(request.headers['content-length'], largestEvidenceBytes)) done(new Refused('too-large'));
      else done(null, passingForm(payload));
    });
    scope.addHook('onResponse', (request, _reply, done) => {
      hangUpLater(request.raw);
      done();
    });
    await scope.register(httpProxy, {
      prefix: '/api',
      rewritePrefix: '/api',
      upstream: '',
      proxyPayloads: false,
      disableRequestLogging: true,
      disableCache: true,
      destroyAgent: true,
      undici: {
        // Without a bound: a request that waits for a connection would wait without a time limit. `mostInFlight` is the bound.
        connections: null,
        headersTimeout: patience.answerMs,
        bodyTimeout: patience.answerMs,
        connect: { timeout: patience.connectMs, rejectUnauthorized: true },
      },
      replyOptions: { getUpstream: () => '' },
      handler: (request, reply, path) => new Forwarding(instances, counts, request, reply, path).begin(),
    });
  });
}

/** One request on its way: to the instance whose turn it is, and on to the next where that is safe. */
class Forwarding {
  private readonly service;
  private readonly tried = new Set<Instance>();

  constructor(
    private readonly instances: Instances,
    private readonly counts: Counts,
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
    private readonly path: string,
  ) {
    this.service = serviceOf(path);
  }

  begin(): FastifyReply {
    if (!this.service) throw new Refused('not-found');
    const first = this.instances.next(this.service, this.tried);
    if (!first) throw refusal(overrunOf(this.service));
    return this.attempt(first);
  }

  private attempt(instance: Instance): FastifyReply {
    this.tried.add(instance);
    const release = this.occupy(instance);
    return this.reply.from(this.path, {
      getUpstream: () => instance.url,
      // A form is a stream, which is taken from the request itself.
      ...(this.isForm() ? {} : { body: this.request.body, contentType: this.request.headers['content-type'] }),
      retryDelay: () => null,
      rewriteRequestHeaders: (_request, headers) => headersForService(headers, this.client()),
      rewriteHeaders: headersForClient,
      onResponse: (_request, _reply, answer) => void this.pass(instance, answer as unknown as Answer, release),
      onError: (_reply, { error }) => this.fail(instance, error, release),
    });
  }

  private async pass(instance: Instance, { headers, stream }: Answer, release: () => void): Promise<void> {
    // A connection that is closed while its client still sends takes the answer with it: `hangUpLater` ends it.
    if (this.isForm()) this.reply.removeHeader('connection');
    if (!(Number(headers['content-length'] ?? Infinity) <= wholeAnswerBytes)) {
      stream.once('close', release);
      this.reply.send(stream);
      return;
    }
    let whole: Buffer;
    try {
      whole = Buffer.concat(await stream.toArray());
    } catch (error) {
      for (const name of Object.keys(headersForClient(headers))) this.reply.removeHeader(name);
      this.fail(instance, error, release);
      return;
    }
    release();
    this.reply.send(whole);
  }

  private fail(instance: Instance, error: unknown, release: () => void): void {
    release();
    const failure = failureOf(error);
    this.counts.noteFailure(this.service!, failure);
    if (failure === 'not-connected') this.instances.noteAway(instance);
    // What has gone on as it came cannot be sent a second time.
    const next = this.isForm() ? undefined : this.instances.next(this.service!, this.tried);
    const sequel = sequelOf(failure, this.request.method, this.service!, next !== undefined);
    if (sequel === 'next') this.attempt(next!);
    else this.reply.send(refusal(sequel));
  }

  /** Counts the request for as long as the instance is busy with it, or until the client has left. */
  private occupy(instance: Instance): () => void {
    let busy = true;
    const release = (): void => {
      if (busy) instance.inFlight -= 1;
      busy = false;
    };
    instance.inFlight += 1;
    this.reply.raw.once('close', release);
    return release;
  }

  private isForm(): boolean {
    return this.request.body instanceof Stream;
  }

  private client() {
    const { ip, host, protocol } = this.request;
    return { address: ip, host, protocol, correlationId: String(this.reply.getHeader('x-correlation-id')) };
  }
}

/** The refusal that says so. */
export function refusal({ code, zh, en }: Ending): Refused {
  return new Refused(code, { zh, en });
}
