import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { FeedService } from './feed.service.js';
import { FolderService } from './folder.service.js';

export const folderLook = 'intake.warning-folder';
export const feedTurns = 'intake.warning-feeds';

/** The clock of the watched folder and of the feeds. */
@Injectable()
export class WarningSourceJobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly turns = new Set<Promise<void>>();

  constructor(
    private readonly alarmClock: AlarmClock,
    private readonly folder: FolderService,
    private readonly feeds: FeedService,
  ) {}

  onApplicationBootstrap(): void {
    this.alarmClock.onDue(folderLook, () => this.folder.readFolder());
    this.alarmClock.onDue(feedTurns, () => this.startTurns());
  }

  /** A shutdown breaks off what is being asked. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.turns);
  }

  /** A feed may take its time and a sweep may not: the turns go on beside it. */
  private async startTurns(): Promise<number> {
    for (const due of await this.feeds.claimFeeds()) {
      const turn: Promise<void> = this.feeds
        .readFeed(due, this.stopping.signal)
        .catch((error: unknown) => new Logger('warnings').warn(`a feed is read again at its next turn: ${String(error)}`))
        .finally(() => this.turns.delete(turn));
      this.turns.add(turn);
    }
    return 0;
  }
}
