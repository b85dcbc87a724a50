import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { orgId } from '#contracts/ids.js';
import type { OpenedDesk } from '#contracts/org.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { DemoDeskService } from './demo-desk.service.js';

/** Opens the desk of an org in a demo. */
@Controller('api/demo/desks')
export class DemoDeskController {
  constructor(private readonly desks: DemoDeskService) {}

  @Post(':orgId/open')
  @Allow('demo.run')
  @HttpCode(200)
  open(@Caller() caller: SessionClaims, @Param('orgId', { schema: orgId }) id: string): Promise<OpenedDesk> {
    return this.desks.openDesk(caller, id);
  }
}
