import { Catch, HttpException, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { throwError } from 'rxjs';
import type { FieldProblem, Problem, RefusalCode } from '#contracts/problem.js';
import { refusals } from '#contracts/problem.js';
import { correlationId } from './correlation.js';
import { isOutage } from './outage.js';
import { Refused } from './refused.js';

/** The media type of every error. */
export const problemType = 'application/problem+json; charset=utf-8';

/** Makes a problem (RFC 9457) of a refusal, in the language asked for; Chinese is the first language. */
export function problemOf(code: RefusalCode, english: boolean, detail?: { zh: string; en: string }, fields?: FieldProblem[]): Problem {
  const refusal = refusals[code];
  return {
    type: `https://muster.example/problems/${code}`,
    title: english ? refusal.en : refusal.zh,
    status: refusal.status,
    code,
    ...(detail ? { detail: english ? detail.en : detail.zh } : {}),
    ...(fields ? { fields } : {}),
    correlationId: correlationId(),
  };
}

/** Whether the caller prefers English: Accept-Language names it before Chinese. */
export function prefersEnglish(acceptLanguage: string | undefined): boolean {
  const first = /\b(zh|en)\b/i.exec(acceptLanguage ?? '')?.[1];
  return first?.toLowerCase() === 'en';
}

const codeOfStatus: Partial<Record<number, RefusalCode>> = {
  400: 'invalid-input',
  401: 'not-signed-in',
  403: 'not-allowed',
  404: 'not-found',
  405: 'not-found',
  413: 'too-large',
  414: 'too-large',
  415: 'unsupported-media-type',
  429: 'too-many-attempts',
  503: 'unavailable',
};

/** Makes a problem of what the HTTP framework itself refused. */
export function problemOfStatus(status: number, english: boolean, words: string): Problem {
  const code = codeOfStatus[status];
  if (!code) return problemOf('internal-error', english);
  const detail = words.slice(0, 300);
  return problemOf(code, english, { zh: detail, en: detail });
}

/** Every error of a request leaves as `application/problem+json`. A refusal is INFO, an outage WARN, a bug ERROR with its stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType() !== 'http') return throwError(() => error);
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const english = prefersEnglish(request.headers['accept-language']);
    const problem = this.problemFor(error, english);
    if (problem.code === 'internal-error') this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    else if (problem.code === 'unavailable') this.logger.warn(`${request.method} ${request.url}: ${String(error)}`);
    if (reply.sent) return undefined;
    return reply.status(problem.status).header('content-type', problemType).send(problem);
  }

  private problemFor(error: unknown, english: boolean): Problem {
    if (error instanceof Refused) return problemOf(error.code, english, error.detail, error.fields);
    if (isOutage(error)) return problemOf('unavailable', english);
    const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
    return problemOfStatus(typeof status === 'number' ? status : 500, english, (error as Error).message);
  }
}
