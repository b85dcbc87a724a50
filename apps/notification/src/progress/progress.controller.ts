import { Controller, Get, Param } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { id } from '#contracts/ids.js';
import type { Progress } from '#contracts/mailbox.js';
import { Refused } from '#service-kit/refused.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { progressFor } from './progress.rules.js';
import { ProgressService } from './progress.service.js';

/** Counters of an activation, for a page that opens and for one without a socket. */
@Controller('api/activations')
export class ProgressController {
  constructor(private readonly progress: ProgressService) {}

  @Get(':id/progress')
  @Allow('activation.read')
  async readProgress(@Param('id', { schema: id }) activationId: string, @Caller() caller: SessionClaims): Promise<Progress> {
    const progress = progressFor(caller, await this.progress.count(activationId));
    if (!progress) throw new Refused('not-found');
    return progress;
  }
}
