import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Revocations } from '#service-kit/revocations.js';
import { SocketFanOut } from './socket.fan-out.js';
import { DeskBroadcast } from './desk.broadcast.js';
import { DeskService } from './desk.service.js';
import { DeskSessions } from './desk.sessions.js';

const lookEveryMs = 1_000;
const reviewEveryMs = 5_000;

/** What happens to open lines by itself: news, ends of sessions, and every 5 s the review of access with the heads of the mailboxes. */
@Injectable()
export class DeskJobs implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('desk');
  private readonly timers: NodeJS.Timeout[] = [];
  private reviewing = false;

  constructor(
    private readonly fanOut: SocketFanOut,
    private readonly broadcast: DeskBroadcast,
    private readonly sessions: DeskSessions,
    private readonly desks: DeskService,
    private readonly revocations: Revocations,
  ) {}

  onApplicationBootstrap(): void {
    this.fanOut.onNews('tasks', ({ changes }) => void this.broadcast.tellChanges(changes));
    this.fanOut.onNews('alarm', ({ alarm }) => void this.broadcast.raiseAlarm(alarm));
    this.revocations.onLook(() => this.sessions.endDue());
    this.timers.push(
      setInterval(() => this.sessions.endDue(), lookEveryMs),
      setInterval(() => void this.review(), reviewEveryMs),
    );
  }

  onModuleDestroy(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private async review(): Promise<void> {
    if (this.reviewing) return;
    this.reviewing = true;
    try {
      await this.desks.reviewAccess();
    } catch (error) {
      this.logger.warn(`access was not reviewed, again in ${reviewEveryMs} ms: ${String(error)}`);
    } finally {
      this.reviewing = false;
    }
  }
}
