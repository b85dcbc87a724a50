import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { MessagingModule } from '#messaging/messaging.module.js';
import { DatabaseModule } from '#service-kit/database.module.js';
import type { ProcessRedis } from '#service-kit/redis.js';
import { factsOf } from '#service-kit/facts.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { sweepDatabase } from '#service-kit/sweep-database.js';
import { CallJobs } from './call/call.jobs.js';
import { CallService } from './call/call.service.js';
import { CallTimes } from './call/call.times.js';
import { NotReachedController } from './call/not-reached.controller.js';
import { NotReachedService } from './call/not-reached.service.js';
import { DeliveryController } from './delivery/delivery.controller.js';
import { DeliveryService } from './delivery/delivery.service.js';
import { DeliveryStory } from './delivery/delivery.story.js';
import { CommitBell } from './desk/commit.bell.js';
import { DeskAccess } from './desk/desk.access.js';
import { DeskBroadcast } from './desk/desk.broadcast.js';
import { DeskGateway } from './desk/desk.gateway.js';
import { DeskJobs } from './desk/desk.jobs.js';
import { DeskMessages } from './desk/desk.messages.js';
import { DeskRegistry } from './desk/desk.registry.js';
import { DeskService } from './desk/desk.service.js';
import { DeskSessions } from './desk/desk.sessions.js';
import { RedisFanOut } from './desk/redis.fan-out.js';
import { LocalFanOut, SocketFanOut } from './desk/socket.fan-out.js';
import { DigestService } from './digest/digest.service.js';
import { MailboxController } from './mailbox/mailbox.controller.js';
import { MailboxReading } from './mailbox/mailbox.reading.js';
import { MailboxService } from './mailbox/mailbox.service.js';
import { notificationFacts } from './notification.facts.js';
import { defaultPolicy, NotificationPolicy } from './notification.policy.js';
import { LonePresenceBoard, PresenceBoard } from './presence/presence.board.js';
import { PresenceController } from './presence/presence.controller.js';
import { PresenceJobs } from './presence/presence.jobs.js';
import { PresenceService } from './presence/presence.service.js';
import { RedisPresenceBoard } from './presence/redis.presence-board.js';
import { ProgressController } from './progress/progress.controller.js';
import { ProgressFeed } from './progress/progress.feed.js';
import { ProgressService } from './progress/progress.service.js';
import { PushJobs } from './push/push.jobs.js';
import { PushService } from './push/push.service.js';
import { ReminderService } from './reminder/reminder.service.js';
import { BehindService } from './response/behind.service.js';
import { ResponseConsumer } from './response/response.consumer.js';
import { ResponseJobs } from './response/response.jobs.js';
import { ResponseService } from './response/response.service.js';
import { TaskConsumer } from './task/task.consumer.js';
import { TaskTurnService } from './task/task-turn.service.js';
import { TaskService } from './task/task.service.js';
import { WhistleConsumer } from './whistle/whistle.consumer.js';
import { WhistleJobs } from './whistle/whistle.jobs.js';
import { WhistleService } from './whistle/whistle.service.js';

/** What may differ between the two ways to run (with a Redis, nodes share their news and who is present), and what a city may set. */
export type NotificationParts = { redis?: ProcessRedis; fanOut?: SocketFanOut; presence?: PresenceBoard; policy?: NotificationPolicy };

/** Mailboxes, the desks' socket server, deliveries and calls. */
@Module({})
export class NotificationModule {
  static register(config: ServiceConfig, parts: NotificationParts = {}): DynamicModule {
    const { redis } = parts;
    return {
      module: NotificationModule,
      imports: [DatabaseModule.connect(config), MessagingModule.forService(config.name)],
      controllers: [
        ResponseConsumer,
        TaskConsumer,
        WhistleConsumer,
        MailboxController,
        DeliveryController,
        NotReachedController,
        PresenceController,
        ProgressController,
      ],
      providers: [
        sweepDatabase(config),
        { provide: SocketFanOut, useValue: parts.fanOut ?? (redis ? new RedisFanOut(redis) : new LocalFanOut()) },
        { provide: PresenceBoard, useValue: parts.presence ?? (redis ? new RedisPresenceBoard(redis) : new LonePresenceBoard()) },
        { provide: factsOf(config.name), useFactory: notificationFacts, inject: [DeskRegistry, SocketFanOut] },
        { provide: NotificationPolicy, useValue: parts.policy ?? defaultPolicy },
        ...[CommitBell, MailboxService, MailboxReading, ResponseService, BehindService, ResponseJobs, TaskService, DigestService],
        ...[TaskTurnService, ReminderService, WhistleService, WhistleJobs],
        ...[DeliveryService, DeliveryStory, PushService, PushJobs, CallService, CallTimes, CallJobs, NotReachedService],
        ...[
          PresenceService,
          PresenceJobs,
          ProgressService,
          ProgressFeed,
          DeskRegistry,
          DeskAccess,
          DeskService,
          DeskSessions,
          DeskMessages,
          DeskBroadcast,
          DeskJobs,
          DeskGateway,
        ],
      ],
    };
  }
}
