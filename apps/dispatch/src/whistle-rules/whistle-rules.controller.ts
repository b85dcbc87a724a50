import { Body, Controller, Get, Put } from '@nestjs/common';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { WhistleRulesAnswer } from '#contracts/whistle-rules.js';
import { setWhistleRules } from '#contracts/whistle-rules.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { WhistleRulesService } from './whistle-rules.service.js';

/** The rules of the whistle over HTTP: everybody reads them, an administrator sets the next version. */
@Controller('api/whistle-rules')
export class WhistleRulesController {
  constructor(private readonly rules: WhistleRulesService) {}

  @Get()
  @Allow('whistle-rules.read')
  read(): Promise<WhistleRulesAnswer> {
    return this.rules.read();
  }

  @Put()
  @Allow('whistle-rules.set')
  set(
    @Caller() caller: SessionClaims,
    @Body({ schema: setWhistleRules }) command: z.infer<typeof setWhistleRules>,
  ): Promise<WhistleRulesAnswer> {
    return this.rules.set(caller, command);
  }
}
