import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { PresenceService } from './presence.service.js';

const beatEveryMs = 5_000;

/** The beat of this node: every 5 s it says which desks it holds, and at its end that it holds none. */
@Injectable()
export class PresenceJobs implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly presence: PresenceService) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.presence.post(), beatEveryMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.presence.withdraw();
  }
}
