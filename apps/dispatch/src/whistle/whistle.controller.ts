import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { id } from '#contracts/ids.js';
import type { BlowWhistle, OfferWhistle, Whistle, WhistlePage, WhistleQuery, WhistleTimeline } from '#contracts/whistle.js';
import { blowWhistle, offerWhistle, whistleQuery } from '#contracts/whistle.js';
import { Clock } from '#service-kit/clock.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { readWhistleTimeline } from './whistle-timeline.queries.js';
import { listWhistles, readWhistle } from './whistle-view.queries.js';
import { WhistleService } from './whistle.service.js';

/** Whistles over HTTP: blowing, offering, lists, one whistle with its story. */
@Controller('api/whistles')
export class WhistleController {
  constructor(
    private readonly whistles: WhistleService,
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('whistle.read')
  async list(@Caller() caller: SessionClaims, @Query({ schema: whistleQuery }) query: WhistleQuery): Promise<WhistlePage> {
    return listWhistles(this.database.manager, caller, query, this.clock.now());
  }

  @Post()
  @Allow('whistle.blow')
  async blow(@Caller() caller: SessionClaims, @Body({ schema: blowWhistle }) body: BlowWhistle): Promise<Whistle> {
    return this.whistles.blow(caller, body);
  }

  /** A department acts first 主动发现 and offers itself. */
  @Post('offers')
  @Allow('whistle.offer')
  async offer(@Caller() caller: SessionClaims, @Body({ schema: offerWhistle }) body: OfferWhistle): Promise<Whistle> {
    return this.whistles.offer(caller, body);
  }

  @Get(':whistleId')
  @Allow('whistle.read')
  async read(@Caller() caller: SessionClaims, @Param('whistleId', { schema: id }) whistleId: string): Promise<Whistle> {
    return this.database.transaction((tx) => readWhistle(tx, caller, whistleId, this.clock.now()));
  }

  @Get(':whistleId/timeline')
  @Allow('whistle.read')
  async timeline(@Caller() caller: SessionClaims, @Param('whistleId', { schema: id }) whistleId: string): Promise<WhistleTimeline> {
    return this.database.transaction((tx) => readWhistleTimeline(tx, caller, whistleId, this.clock.now()));
  }
}
