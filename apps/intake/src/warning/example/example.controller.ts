import { Controller, Get } from '@nestjs/common';
import type { WarningExamplesAnswer } from '#contracts/warning.js';
import { Allow } from '#service-kit/session.guard.js';
import { WarningExampleService } from './example.service.js';

/** Example messages over HTTP. */
@Controller('api/warning-examples')
export class WarningExampleController {
  constructor(private readonly examples: WarningExampleService) {}

  @Get()
  @Allow('warning.read')
  async list(): Promise<WarningExamplesAnswer> {
    return { examples: await this.examples.listExamples() };
  }
}
