import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { id } from '#contracts/ids.js';
import type { Task, TimelineEntry } from '#contracts/task.js';
import { acknowledgeTask, arriveTask, declineTask, finishTask } from '#contracts/task.js';
import { Clock } from '#service-kit/clock.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import type { TaskQuery } from './task.queries.js';
import { listTasks, readBrief, readTask, readTaskTimeline, taskQuery } from './task.queries.js';
import { TaskService } from './task.service.js';

/** Tasks over HTTP: lists, one task with its story, and the four taps. */
@Controller('api/tasks')
export class TaskController {
  constructor(
    private readonly tasks: TaskService,
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
}
