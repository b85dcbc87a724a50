import { Controller, Get } from '@nestjs/common';
import type { MattersAnswer } from '#contracts/matter.js';
import { Allow } from '#service-kit/session.guard.js';
import { MatterService } from './matter.service.js';

/** The grid list over HTTP, for choosing a matter. */
@Controller('api/matters')
export class MatterController {
  constructor(private readonly matters: MatterService) {}

  @Get()
  @Allow('matter.read')
  list(): Promise<MattersAnswer> {
    return this.matters.listMatters();
  }
}
