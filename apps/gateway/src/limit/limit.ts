import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refused } from '#service-kit/refused.js';
import type { Counts } from '../counts.js';
import { isLoopback, kindOf, perMinute, windowMs } from './limit.rules.js';

/** `factor` widens or narrows all limits; `spareLoopback` leaves this machine unlimited: a demo's city of desks lives there. */
export type Limits = { factor: number; spareLoopback: boolean };

/** Limits each address per kind of request, in this process's memory. Every route that is registered after it is covered. */
export async function limitRequests(fastify: FastifyInstance, limits: Limits, counts: Counts): Promise<void> {
  const kind = (request: FastifyRequest) => kindOf(request.method, pathOf(request));
  await fastify.register(rateLimit, {
    timeWindow: windowMs,
    cache: 50_000,
    max: (request) => Math.ceil(perMinute[kind(request) ?? 'page'] * limits.factor),
    keyGenerator: (request) => `${kind(request)} ${normalizeIP(request.ip)}`,
    allowList: (request) => kind(request) === null || (limits.spareLoopback && isLoopback(request.ip)),
    onExceeded: (request) => counts.noteLimited(kind(request) ?? 'page'),
    errorResponseBuilder: () => new Refused('too-many-requests'),
    // Of use to programs only when they are refused.
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  });
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!;
}
