import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { id } from '#contracts/ids.js';
import type { Task, TimelineEntry } from '#contracts/task.js';
import {
  acknowledgeTask,
  arriveTask,
  checkInTask,
  declineTask,
  finishTask,
  handOverTask,
  noteTask,
  takeBackTask,
} from '#contracts/task.js';
import { Clock } from '#service-kit/clock.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { HandOverService } from './hand-over.service.js';
import type { TaskQuery } from './task.queries.js';
import { listTasks, readBrief, readTask, readTaskTimeline, taskQuery } from './task.queries.js';
import { TaskService } from './task.service.js';

/** Tasks over HTTP: lists, one task with its story, and the taps. */
@Controller('api/tasks')
export class TaskController {
  constructor(
    private readonly tasks: TaskService,
    private readonly handOvers: HandOverService,
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('task.read')
  async list(
    @Caller() caller: SessionClaims,
    @Query({ schema: taskQuery }) query: TaskQuery,
  ): Promise<{ tasks: Task[]; next: string | null }> {
    return listTasks(this.database.manager, caller, query, this.clock.now());
  }

  @Get(':taskId')
  @Allow('task.read')
  async read(@Caller() caller: SessionClaims, @Param('taskId', { schema: id }) taskId: string): Promise<Task> {
    return readTask(this.database.manager, caller, taskId);
  }

  /** The story of a task and what it was composed from. */
  @Get(':taskId/timeline')
  @Allow('task.read')
  async timeline(
    @Caller() caller: SessionClaims,
    @Param('taskId', { schema: id }) taskId: string,
  ): Promise<{ entries: TimelineEntry[]; composed: unknown }> {
    await readTask(this.database.manager, caller, taskId);
    return { entries: await readTaskTimeline(this.database.manager, taskId), composed: await readBrief(this.database.manager, taskId) };
  }

  @Post(':taskId/acknowledge')
  @HttpCode(200)
  @Allow('task.act')
  async acknowledge(
    @Caller() caller: SessionClaims,
    @Param('taskId', { schema: id }) taskId: string,
    @Body({ schema: acknowledgeTask }) body: z.infer<typeof acknowledgeTask>,
  ): Promise<Task> {
    return this.tasks.tap(caller, taskId, 'acknowledge', body);
  }

  @Post(':taskId/arrive')
  @HttpCode(200)
  @Allow('task.act')
  async arrive(
    @Caller() caller: SessionClaims,
    @Param('taskId', { schema: id }) taskId: string,
    @Body({ schema: arriveTask }) body: z.infer<typeof arriveTask>,
  ): Promise<Task> {
    return this.tasks.tap(caller, taskId, 'arrive', body);
  }

  @Post(':taskId/finish')
  @HttpCode(200)
  @Allow('task.act')
  async finish(
    @Caller() caller: SessionClaims,
    @Param('taskId', { schema: id }) taskId: string,
    @Body({ schema: finishTask }) body: z.infer<typeof finishTask>,
  ): Promise<Task> {
    return this.tasks.tap(caller, taskId, 'finish', body);
  }

  @Post(':taskId/decline')
  @HttpCode(200)
  @Allow('task.act')
  async decline(
    @Caller() caller: SessionClaims,
    @Param('taskId', { schema: id }) taskId: string,
    @Body({ schema: declineTask }) body: z.infer<typeof declineTask>,
  ): Promise<Task> {
    return this.tasks.tap(caller, taskId, 'decline', body);
  }

  @Post(':taskId/take-back')
  @HttpCode(200)
  @Allow('task.act')
  async takeBack(
    @Caller() caller: SessionClaims,
    @Param('taskId', { schema: id }) taskId: string,
    @Body({ schema: takeBackTask }) body: z.infer<typeof takeBackTask>,
  ): Promise<Task> {
    return this.tasks.tap(caller, taskId, 'take-back', body);
  }

  @Post(':taskId/notes')
  @HttpCode(200)
  @Allow('task.act')
  async note(
    @Caller() caller: SessionClaims,
    @Param('taskId', { schema: id }) taskId: string,
    @Body({ schema: noteTask }) body: z.infer<typeof noteTask>,
  ): Promise<Task> {
    return this.tasks.tap(caller, taskId, 'note', body);
  }

  @Post(':taskId/hand-over')
  @HttpCode(200)
  @Allow('task.hand-over')
  async handOver(
    @Caller() caller: SessionClaims,
    @Param('taskId', { schema: id }) taskId: string,
    @Body({ schema: handOverTask }) body: z.infer<typeof handOverTask>,
  ): Promise<Task> {
    return this.handOvers.handOver(caller, taskId, body);
  }

  @Post(':taskId/check-in')
  @HttpCode(200)
  @Allow('task.act')
  async checkIn(
    @Caller() caller: SessionClaims,
    @Param('taskId', { schema: id }) taskId: string,
    @Body({ schema: checkInTask }) body: z.infer<typeof checkInTask>,
  ): Promise<Task> {
    return this.tasks.tap(caller, taskId, 'check-in', body);
  }
}
