import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { DeadLetter, DeadLetterQuery, Replayed } from '#contracts/dead-letter.js';
import { deadLetterQuery } from '#contracts/dead-letter.js';
import type { ServiceName } from '#contracts/events.js';
import { id } from '#contracts/ids.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { DeadLetterService } from './dead-letter.service.js';

/** The routes of one service's dead letters: `/api/<service>/dead-letters`. */
export function deadLetterController(service: ServiceName): Type {
  @Controller(`api/${service}/dead-letters`)
  class DeadLetterController {
    constructor(@Inject(DeadLetterService) private readonly letters: DeadLetterService) {}

    @Allow('dead-letter.read')
    @Get()
    async list(@Caller() caller: SessionClaims, @Query({ schema: deadLetterQuery }) query: DeadLetterQuery): Promise<DeadLetter[]> {
      return this.letters.list(caller, query);
    }

    @Allow('dead-letter.replay')
    @Post(':id/replay')
    @HttpCode(200)
    async replay(@Param('id', { schema: id }) letter: string, @Caller() caller: SessionClaims): Promise<Replayed> {
      return this.letters.replay(caller, letter);
    }
  }
  return DeadLetterController;
}
