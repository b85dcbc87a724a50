import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import { id } from '#contracts/ids.js';
import type { ReviewRowsAnswer, StationedReview, StationedReviewsAnswer, WriteReview } from '#contracts/stationed-review.js';
import { reviewFact, signReview, stationedReviewQuery, writeReview } from '#contracts/stationed-review.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { StationedReviewService } from './stationed-review.service.js';

const rowQuery = z.object({ fact: reviewFact.shape.fact });

/** The yearly sheets of stationed people over HTTP. */
@Controller('api/stationed-reviews')
export class StationedReviewController {
  constructor(private readonly reviews: StationedReviewService) {}

  @Get()
  @Allow('stationed-review.read')
  list(
    @Caller() caller: SessionClaims,
    @Query({ schema: stationedReviewQuery }) query: z.infer<typeof stationedReviewQuery>,
  ): Promise<StationedReviewsAnswer> {
    return this.reviews.list(caller, query.year);
  }

  @Get(':id')
  @Allow('stationed-review.read')
  read(@Caller() caller: SessionClaims, @Param('id', { schema: id }) reviewId: string): Promise<StationedReview> {
    return this.reviews.read(caller, reviewId);
  }

  @Get(':id/rows')
  @Allow('stationed-review.read')
  rows(
    @Caller() caller: SessionClaims,
    @Param('id', { schema: id }) reviewId: string,
    @Query({ schema: rowQuery }) query: z.infer<typeof rowQuery>,
  ): Promise<ReviewRowsAnswer> {
    return this.reviews.listRows(caller, reviewId, query.fact);
  }

  @Put(':id')
  @Allow('stationed-review.write')
  write(
    @Caller() caller: SessionClaims,
    @Param('id', { schema: id }) reviewId: string,
    @Body({ schema: writeReview }) command: WriteReview,
  ): Promise<StationedReview> {
    return this.reviews.write(caller, reviewId, command);
  }

  @Post(':id/sign')
  @HttpCode(200)
  @Allow('stationed-review.sign')
  sign(
    @Caller() caller: SessionClaims,
    @Param('id', { schema: id }) reviewId: string,
    @Body({ schema: signReview }) command: z.infer<typeof signReview>,
  ): Promise<StationedReview> {
    return this.reviews.sign(caller, reviewId, command);
  }
}
