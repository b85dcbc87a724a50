import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Refused } from './refused.js';

/** The media type of forms with a file. */
export const formType = 'multipart/form-data';
/** What stands around the file in a form: boundaries, headers, a few short fields. */
const aroundTheFileBytes = 16_384;
const fieldBytes = 1_000;
/** How long what nobody wants any more may go on coming, so that the client can read why. */
const hangUpAfterMs = 10_000;

/** What a route says that takes a form: `@RouteConfig(takesForm)`. Every other route refuses forms. */
export const takesForm = { form: true } as const;

/** Whether a body of this length holds a file that is larger than allowed. Without a length only reading tells. */
export function isTooLong(contentLength: string | undefined, largestFileBytes: number): boolean {
  return Number(contentLength ?? 0) > largestFileBytes + aroundTheFileBytes;
}

/** Lets the routes that say so take forms; their files are read as they come, nothing is kept by the way. */
export async function acceptForms(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  await app.register(multipart);
  fastify.addHook('onRequest', (request, _reply, done) => {
    const isForm = request.headers['content-type']?.toLowerCase().startsWith(formType) ?? false;
    const { form } = request.routeOptions.config as Partial<typeof takesForm>;
    done(isForm && !form ? new Refused('unsupported-media-type') : undefined);
  });
  fastify.addHook('onResponse', (request, _reply, done) => {
    hangUpLater(request.raw);
    done();
  });
}

/**
 * Reads a form with one file: `take` gets it as it comes, and answers what it made of it. Answers the fields and that; `file` is undefined if
 * there was none. Refuses `too-large` before the first byte where the length says so, else at the byte that is too many.
 */
export async function readForm<Kept>(
  request: FastifyRequest,
  { name, largestFileBytes }: { name: string; largestFileBytes: number },
  take: (content: AsyncIterable<Buffer>) => Promise<Kept>,
): Promise<{ fields: Record<string, string>; file: Kept | undefined }> {
  if (!request.isMultipart()) throw new Refused('unsupported-media-type');
  if (isTooLong(request.headers['content-length'], largestFileBytes)) throw new Refused('too-large');
  const fields: Record<string, string> = {};
  let file: Kept | undefined;
  try {
    const limits = { fileSize: largestFileBytes + 1, files: 1, fields: 20, fieldSize: fieldBytes, parts: 21 };
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        if (part.valueTruncated || typeof part.value !== 'string') throw invalidField(part.fieldname);
        fields[part.fieldname] = part.value;
      } else if (part.fieldname !== name) throw invalidField(part.fieldname);
      else file = await take(upTo(largestFileBytes, part.file));
    }
  } catch (error) {
    throw refusalOf(error);
  } finally {
    // Whatever is left of the body goes nowhere, and is not kept.
    if (!request.raw.readableEnded) request.raw.unpipe().resume();
  }
  return { fields, file };
}

async function* upTo(largestBytes: number, content: Readable): AsyncIterable<Buffer> {
  let bytes = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > largestBytes) throw new Refused('too-large');
    yield chunk;
  }
}

function invalidField(field: string): Refused {
  return new Refused('invalid-input', undefined, [
    { field: field.slice(0, 100), reason: '没有这一项，或太长', reasonEn: 'No such field, or too long' },
  ]);
}

/** What the parser of forms refuses is the client's doing: a body that breaks off, has no boundary, or too many parts. */
function refusalOf(error: unknown): unknown {
  if (error instanceof Refused) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const isParsers =
    (typeof code === 'string' && code.startsWith('FST_')) || /multipart|part terminated|boundary|malformed/i.test(String(message));
  return isParsers ? new Refused('invalid-input', { zh: '表单不完整或有误', en: 'The form is broken or not complete' }) : error;
}

/** A client that is still sending after its answer reads it first; one that goes on and on is hung up on. */
export function hangUpLater(raw: IncomingMessage): void {
  if (raw.complete) return;
  const timer = setTimeout(() => raw.destroy(), hangUpAfterMs);
  timer.unref();
  raw.once('end', () => clearTimeout(timer));
  raw.once('close', () => clearTimeout(timer));
}
