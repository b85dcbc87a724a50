import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { mayDo } from '#contracts/access.js';
import { Refused } from '#service-kit/refused.js';
import type { DeskSession } from '../desk/desk.registry.js';
import { DeskRegistry } from '../desk/desk.registry.js';
import { SocketFanOut } from '../desk/socket.fan-out.js';
import type { ProgressOfAll } from './progress.rules.js';
import { progressFor, saysTheSame } from './progress.rules.js';
import { ProgressService } from './progress.service.js';

/** A dashboard hears at most 4 times a second; a second without news is counted once, because tasks fall overdue by themselves. */
const tickMs = 250;
const quietTicks = 4;
const watchedAtOnce = 10;

/** The live counters of those who watch an activation: one query per tick and activation, one message per session, only when something changed. */
@Injectable()
export class ProgressFeed implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('progress');
  private readonly stirred = new Set<string>();
  private readonly last = new Map<string, ProgressOfAll>();
  private timer: NodeJS.Timeout | undefined;
  private ticks = 0;
  private busy = false;

  constructor(
    private readonly registry: DeskRegistry,
    private readonly progress: ProgressService,
    private readonly fanOut: SocketFanOut,
  ) {}

  onApplicationBootstrap(): void {
    this.fanOut.onNews('progress', ({ activationIds }) => activationIds.forEach((activationId) => this.stirred.add(activationId)));
    this.timer = setInterval(() => void this.tick(), tickMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /**
   * The session hears the counters now and whenever they change. Refused for what is not in its scope, as if it did not exist. The wish is
   * kept all the same: a page that watches right after its click may be quicker than the announcement of the click.
   */
  async watch(session: DeskSession, activationId: string): Promise<void> {
    if (!mayDo(session.claims.roles, 'activation.read')) throw new Refused('not-allowed');
    if (session.watching.size >= watchedAtOnce) throw new Refused('too-many-attempts');
    session.watching.add(activationId);
    const counted = progressFor(session.claims, await this.progress.count(activationId));
    if (!counted) throw new Refused('not-found');
    session.line.say('progress.changed', counted);
  }

  unwatch(session: DeskSession, activationId: string): void {
    session.watching.delete(activationId);
  }

  private async tick(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const all = (this.ticks += 1) % quietTicks === 0;
      const watched = watchersByActivation(this.registry.all());
      const stirred = new Set(this.stirred);
      this.stirred.clear();
      for (const [activationId, watchers] of watched) if (all || stirred.has(activationId)) await this.tell(activationId, watchers);
      for (const activationId of this.last.keys()) if (!watched.has(activationId)) this.last.delete(activationId);
    } catch (error) {
      this.logger.warn(`counters are not fresh: ${String(error)}`);
    } finally {
      this.busy = false;
    }
  }

  private async tell(activationId: string, watchers: readonly DeskSession[]): Promise<void> {
    const counted = await this.progress.count(activationId);
    const former = this.last.get(activationId);
    this.last.set(activationId, counted);
    if (former && saysTheSame(former, counted)) return;
    await this.registry.sayEach(watchers, (session) => {
      const seen = progressFor(session.claims, counted);
      if (seen) session.line.say('progress.changed', seen);
    });
  }
}

function watchersByActivation(sessions: readonly DeskSession[]): Map<string, DeskSession[]> {
  const watchers = new Map<string, DeskSession[]>();
  for (const session of sessions)
    for (const activationId of session.watching) watchers.set(activationId, [...(watchers.get(activationId) ?? []), session]);
  return watchers;
}
