import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { NotReached } from '#contracts/mailbox.js';
import { notReachedQuery } from '#contracts/mailbox.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { NotReachedService } from './not-reached.service.js';

/** The not-reached list of a response. */
@Controller('api/not-reached')
export class NotReachedController {
  constructor(private readonly notReached: NotReachedService) {}

  @Get()
  @Allow('activation.read')
  async list(
    @Query({ schema: notReachedQuery }) query: z.output<typeof notReachedQuery>,
    @Caller() caller: SessionClaims,
  ): Promise<NotReached[]> {
    return this.notReached.list(query.activationId, caller);
  }
}
