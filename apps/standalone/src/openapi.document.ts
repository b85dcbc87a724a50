import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { problem } from '#contracts/problem.js';
import { answers, named } from './openapi.answers.js';

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
  504: 'A service did not answer in time; a command may be repeated with its request id',
};

/** The OpenAPI 3.1 document of the composed platform, every operation with the problems it may answer. */
export function openApiOf(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Muster 集结')
    .setDescription(
      'One-click emergency command and dispatch. Errors are application/problem+json (RFC 9457), in the language of Accept-Language.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  const document = SwaggerModule.createDocument(app, builder.build());
  const schemas: Record<string, unknown> = {};
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations) as [string, { responses?: Record<string, unknown> }][]) {
      if (!operation.responses) continue;
      const success = Object.keys(operation.responses).find((status) => status.startsWith('2'));
      const answer = answers[`${method.toUpperCase()} ${path}`];
      if (success && answer) operation.responses[success] = answered('Done', 'application/json', answer, schemas);
      for (const [status, description] of Object.entries(problemStatuses)) {
        operation.responses[status] ??= answered(description, 'application/problem+json', problem, schemas);
      }
    }
  }
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...(schemas as object) } };
  return document;
}

/** A response of this media type; named schemas are put into `schemas` once and referred to. */
function answered(description: string, mediaType: string, answer: z.ZodType, schemas: Record<string, unknown>): object {
  const text = JSON.stringify(z.toJSONSchema(z.object({ answer }), { metadata: named, unrepresentable: 'any' }));
  const { properties, $defs = {} } = JSON.parse(text.replaceAll('#/$defs/', '#/components/schemas/')) as {
    properties: { answer: object };
    $defs?: Record<string, object>;
  };
  Object.assign(schemas, $defs);
  return { description, content: { [mediaType]: { schema: properties.answer } } };
}
