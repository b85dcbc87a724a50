import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { ScoreQuery, ScoreRowsAnswer, ScoresAnswer } from '#contracts/score.js';
import { scoreQuery, scoreRowQuery } from '#contracts/score.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { ScoreService } from './score.service.js';

/** Scores over HTTP: the figures, and the rows that each was made from. */
@Controller('api/scores')
export class ScoreController {
  constructor(private readonly scores: ScoreService) {}

  @Get()
  @Allow('score.read')
  score(@Caller() caller: SessionClaims, @Query({ schema: scoreQuery }) query: ScoreQuery): Promise<ScoresAnswer> {
    return this.scores.score(caller, query);
  }

  @Get('rows')
  @Allow('score.read')
  rows(@Caller() caller: SessionClaims, @Query({ schema: scoreRowQuery }) query: z.infer<typeof scoreRowQuery>): Promise<ScoreRowsAnswer> {
    return this.scores.listRows(caller, query);
  }
}
