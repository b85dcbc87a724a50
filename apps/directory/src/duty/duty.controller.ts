import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { AssignDuty, AssignedDuty, DutyAnswer } from '#contracts/org.js';
import { assignDuty, dutyQuery } from '#contracts/org.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { DutyService } from './duty.service.js';

/** The duty roster over HTTP. */
@Controller('api/duty')
export class DutyController {
  constructor(private readonly duty: DutyService) {}

  @Get()
  @Allow('duty.read')
  read(@Caller() caller: SessionClaims, @Query({ schema: dutyQuery }) query: z.infer<typeof dutyQuery>): Promise<DutyAnswer> {
    return this.duty.readDuty(caller, query.orgId);
  }

  @Post()
  @Allow('duty.assign')
  assign(@Caller() caller: SessionClaims, @Body({ schema: assignDuty }) command: AssignDuty): Promise<AssignedDuty> {
    return this.duty.assignDuty(caller, command);
  }
}
