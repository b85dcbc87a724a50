import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { problem } from '#contracts/problem.js';

/** Answers that every route may give, whatever else it does. */
const problemStatuses = {
  400: 'A field is not valid: which, and why',
  401: 'Not signed in',
  403: 'This role may not do that',
  404: 'Missing, or outside the scope of the caller',
  409: 'Refused by a rule; the code says which',
  413: 'The body is too large',
  415: 'The media type is not supported',
  429: 'Too many attempts',
  503: 'Temporarily unavailable; nothing was lost',
};

/** The OpenAPI 3.1 document of the composed platform, every operation with the problems it may answer. */
export function openApiOf(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Muster 集结')
    .setDescription('One-click emergency command and dispatch. Errors are application/problem+json (RFC 9457), in the language of Accept-Language.')
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  const document = SwaggerModule.createDocument(app, builder.build());
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: z.toJSONSchema(problem, { target: 'openapi-3.0' }) as never };
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path) as { responses?: Record<string, unknown>; security?: unknown[] }[]) {
      if (!operation.responses) continue;
      for (const [status, description] of Object.entries(problemStatuses)) {
        operation.responses[status] ??= {
          description,
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        };
      }
    }
  }
  return document;
}
