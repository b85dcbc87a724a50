import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { AssignmentDetail, AssignmentPage, AssignmentQuery, GiveAssignment } from '#contracts/assignment.js';
import { assignmentQuery, giveAssignment, withdrawAssignment } from '#contracts/assignment.js';
import { id } from '#contracts/ids.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { listAssignments, readAssignmentDetail } from './assignment-view.queries.js';
import { AssignmentService } from './assignment.service.js';

/** Assignments 交办 over HTTP: give, list, read, withdraw. Their tasks are tapped as all tasks are. */
@Controller('api/assignments')
export class AssignmentController {
  constructor(
    private readonly assignments: AssignmentService,
    private readonly database: DataSource,
  ) {}

  @Post()
  @Allow('assignment.give')
  async give(@Caller() caller: SessionClaims, @Body({ schema: giveAssignment }) body: GiveAssignment): Promise<AssignmentDetail> {
    return this.assignments.give(caller, body);
  }

  @Get()
  @Allow('assignment.read')
  async list(@Caller() caller: SessionClaims, @Query({ schema: assignmentQuery }) query: AssignmentQuery): Promise<AssignmentPage> {
    return listAssignments(this.database.manager, caller, query);
  }

  @Get(':assignmentId')
  @Allow('assignment.read')
  async read(@Caller() caller: SessionClaims, @Param('assignmentId', { schema: id }) assignmentId: string): Promise<AssignmentDetail> {
    return readAssignmentDetail(this.database.manager, caller, assignmentId);
  }

  @Post(':assignmentId/withdraw')
  @HttpCode(200)
  @Allow('assignment.give')
  async withdraw(
    @Caller() caller: SessionClaims,
    @Param('assignmentId', { schema: id }) assignmentId: string,
    @Body({ schema: withdrawAssignment }) body: z.infer<typeof withdrawAssignment>,
  ): Promise<AssignmentDetail> {
    return this.assignments.withdraw(caller, assignmentId, body);
  }
}
