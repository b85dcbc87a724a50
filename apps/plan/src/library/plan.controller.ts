import { Controller, Get, Param } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { PlansAnswer, PlanTriggersAnswer, PublishedPlan } from '#contracts/plan-library.js';
import { planNo } from '#contracts/plan-library.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { readLibrary } from './plan-library.files.js';
import { PlanService } from './plan.service.js';

/** The plan library over HTTP. */
@Controller('api')
export class PlanController {
  constructor(private readonly plans: PlanService) {}

  @Get('plans')
  @Allow('plan.read')
  async list(@Caller() caller: SessionClaims): Promise<PlansAnswer> {
    return { plans: await this.plans.listPlans(caller) };
  }

  @Get('plans/:no')
  @Allow('plan.read')
  find(@Caller() caller: SessionClaims, @Param('no', { schema: planNo }) no: string): Promise<PublishedPlan> {
    return this.plans.findPlan(caller, no);
  }

  /** What tasks may wait for; an operator ticks those that hold already. */
  @Get('plan-triggers')
  @Allow('plan.read')
  triggers(): PlanTriggersAnswer {
    return { triggers: readLibrary().triggers };
  }
}
