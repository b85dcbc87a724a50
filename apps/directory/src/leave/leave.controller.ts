import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import { id } from '#contracts/ids.js';
import type { Leave, LeavesAnswer, NoteLeave, WithdrawLeave } from '#contracts/leave.js';
import { leaveQuery, noteLeave, withdrawLeave } from '#contracts/leave.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { LeaveService } from './leave.service.js';

/** Who is away over HTTP. */
@Controller('api/leaves')
export class LeaveController {
  constructor(private readonly leaves: LeaveService) {}

  @Get()
  @Allow('leave.read')
  list(@Caller() caller: SessionClaims, @Query({ schema: leaveQuery }) query: z.infer<typeof leaveQuery>): Promise<LeavesAnswer> {
    return this.leaves.listLeaves(caller, query.orgId);
  }

  @Post()
  @Allow('leave.note')
  note(@Caller() caller: SessionClaims, @Body({ schema: noteLeave }) command: NoteLeave): Promise<Leave> {
    return this.leaves.noteLeave(caller, command);
  }

  @Post(':id/withdraw')
  @Allow('leave.note')
  withdraw(
    @Caller() caller: SessionClaims,
    @Param('id', { schema: id }) leaveId: string,
    @Body({ schema: withdrawLeave }) command: WithdrawLeave,
  ): Promise<Leave> {
    return this.leaves.withdrawLeave(caller, leaveId, command);
  }
}
