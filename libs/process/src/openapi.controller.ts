import { existsSync, readFileSync } from 'node:fs';
import { Controller, Get } from '@nestjs/common';
import { Public } from '#service-kit/session.guard.js';
import { Refused } from '#service-kit/refused.js';

/** The committed document, beside the built code and beside the sources. */
const files = ['../../../../docs/openapi.json', '../../../docs/openapi.json'].map((path) => new URL(path, import.meta.url));

/** Serves the OpenAPI document that is committed with the code. */
@Controller('api/openapi.json')
export class OpenApiController {
  private document: unknown;

  @Get()
  @Public()
  read(): unknown {
    const file = files.find((each) => existsSync(each));
    if (!file) throw new Refused('not-found');
    return (this.document ??= JSON.parse(readFileSync(file, 'utf8')));
  }
}
