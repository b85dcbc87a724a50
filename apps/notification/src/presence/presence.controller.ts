import { Controller, Get } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { DepartmentPresence, Presence } from '#contracts/presence.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { PresenceService } from './presence.service.js';

/** Which command points have their desk connected. */
@Controller('api/presence')
export class PresenceController {
  constructor(private readonly presence: PresenceService) {}

  @Get()
  @Allow('command-point.read')
  readPresence(@Caller() caller: SessionClaims): Promise<Presence> {
    return this.presence.describe(caller);
  }

  /** Departments lie outside a town's scope; whoever may whistle for them may know whether they would hear it. */
  @Get('departments')
  @Allow('whistle.blow')
  readDepartments(): Promise<DepartmentPresence> {
    return this.presence.describeDepartments();
  }
}
