import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventData } from '#contracts/events.js';
import type { Envelope } from '#contracts/envelope.js';
import type { TaskTapped } from '#contracts/task.js';
import type { Delivery } from '#messaging/ports.js';
import { transportOf } from '#messaging/transport.js';
import { ReminderService } from '../reminder/reminder.service.js';
import { DigestService } from '../digest/digest.service.js';
import { TaskService } from './task.service.js';
import { TaskTurnService } from './task-turn.service.js';

/** Nothing here writes down whose click it was: events of many clicks are written together. */
const manyClicks = { mixedClicks: true };

/** Tasks as dispatch announces them. */
@Controller()
export class TaskConsumer {
  constructor(
    private readonly tasks: TaskService,
    private readonly digests: DigestService,
    private readonly turns: TaskTurnService,
    private readonly reminders: ReminderService,
  ) {}

  @EventPattern<string>('task.issued.v1', transportOf('notification'), manyClicks)
  async onIssued(@Payload() events: Envelope<EventData<'task.issued.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.tasks.putIntoMailboxes(delivery.tx, events);
  }

  @EventPattern<string>('task.started.v1', transportOf('notification'), manyClicks)
  async onStarted(@Payload() events: Envelope<EventData<'task.started.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.tasks.startClocks(delivery.tx, events);
  }

  @EventPattern<string>('task.acknowledged.v1', transportOf('notification'), manyClicks)
  async onAcknowledged(@Payload() events: Envelope<TaskTapped>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.tasks.noteTaps(delivery.tx, events);
  }

  @EventPattern<string>('task.arrived.v1', transportOf('notification'), manyClicks)
  async onArrived(@Payload() events: Envelope<TaskTapped>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.tasks.noteTaps(delivery.tx, events);
  }

  @EventPattern<string>('task.done.v1', transportOf('notification'), manyClicks)
  async onDone(@Payload() events: Envelope<TaskTapped>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.tasks.noteTaps(delivery.tx, events);
  }

  @EventPattern<string>('task.declined.v1', transportOf('notification'), manyClicks)
  async onDeclined(@Payload() events: Envelope<TaskTapped>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.tasks.noteTaps(delivery.tx, events);
  }

  @EventPattern<string>('task.cancelled.v1', transportOf('notification'), manyClicks)
  async onCancelled(@Payload() events: Envelope<EventData<'task.cancelled.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.tasks.noteCancellations(delivery.tx, events);
  }

  @EventPattern<string>('task.escalated.v1', transportOf('notification'), manyClicks)
  async onEscalated(@Payload() events: Envelope<EventData<'task.escalated.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.digests.tellSuperiors(delivery.tx, events);
  }

  @EventPattern<string>('task.reminded.v1', transportOf('notification'), manyClicks)
  async onReminded(@Payload() events: Envelope<EventData<'task.reminded.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.reminders.remind(delivery.tx, events);
  }

  @EventPattern<string>('task.reopened.v1', transportOf('notification'), manyClicks)
  async onReopened(@Payload() events: Envelope<EventData<'task.reopened.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.turns.reopen(delivery.tx, events);
  }

  @EventPattern<string>('task.handed-over.v1', transportOf('notification'), manyClicks)
  async onHandedOver(@Payload() events: Envelope<EventData<'task.handed-over.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.turns.handOver(delivery.tx, events);
  }

  @EventPattern<string>('task.noted.v1', transportOf('notification'), manyClicks)
  async onNoted(@Payload() events: Envelope<EventData<'task.noted.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.reminders.note(delivery.tx, events);
  }

  @EventPattern<string>('task.checked-in.v1', transportOf('notification'), manyClicks)
  async onCheckedIn(@Payload() events: Envelope<EventData<'task.checked-in.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.reminders.checkIn(delivery.tx, events);
  }
}
