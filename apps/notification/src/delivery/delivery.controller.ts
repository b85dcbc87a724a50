import { Controller, Get, Param } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { id } from '#contracts/ids.js';
import type { TaskDelivery } from '#contracts/mailbox.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { DeliveryStory } from './delivery.story.js';

/** What happened to a task on its way to the desk. */
@Controller('api/deliveries')
export class DeliveryController {
  constructor(private readonly story: DeliveryStory) {}

  @Get(':taskId')
  @Allow('task.read')
  async readDelivery(@Param('taskId', { schema: id }) taskId: string, @Caller() caller: SessionClaims): Promise<TaskDelivery> {
    return this.story.tell(taskId, caller);
  }
}
