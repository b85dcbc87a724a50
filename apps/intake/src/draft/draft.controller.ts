import { Controller, Get } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { IncidentDraftsAnswer } from '#contracts/incident.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { DraftService } from './draft.service.js';

/** Ready drafts of incidents, for those who may open one. */
@Controller('api/incident-drafts')
export class DraftController {
  constructor(private readonly drafts: DraftService) {}

  @Get()
  @Allow('incident.open')
  async list(@Caller() caller: SessionClaims): Promise<IncidentDraftsAnswer> {
    return { drafts: await this.drafts.listDrafts(caller) };
  }
}
