import { Controller, Get } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { WarningSourcesAnswer } from '#contracts/warning.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { WarningSourceService } from './warning-source.service.js';

/** How the folder and the feeds do, over HTTP. */
@Controller('api/warning-sources')
export class WarningSourceController {
  constructor(private readonly sources: WarningSourceService) {}

  @Get()
  @Allow('warning.read')
  list(@Caller() caller: SessionClaims): Promise<WarningSourcesAnswer> {
    return this.sources.listSources(caller);
  }
}
