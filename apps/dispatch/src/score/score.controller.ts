import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { ScoreQuery, ScoreRowsAnswer, ScoresAnswer } from '#contracts/score.js';
import { scoreQuery, scoreRowQuery } from '#contracts/score.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { ScoreExportService } from './score-export.service.js';
import { ScoreService } from './score.service.js';

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Scores over HTTP: the figures, and the rows that each was made from. */
@Controller('api/scores')
export class ScoreController {
  constructor(
    private readonly scores: ScoreService,
    private readonly exports: ScoreExportService,
  ) {}

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

  /** The same figures and rows as a workbook (.xlsx). */
  @Get('xlsx')
  @Allow('score.read')
  @ApiProduces(workbookType)
  async export(@Caller() caller: SessionClaims, @Query({ schema: scoreQuery }) query: ScoreQuery): Promise<StreamableFile> {
    const { content, names } = await this.exports.write(caller, query);
    return new StreamableFile(content, {
      type: workbookType,
      disposition: `attachment; filename="${names.ascii}"; filename*=UTF-8''${encodeURIComponent(names.full)}`,
      length: content.length,
    });
  }
}
