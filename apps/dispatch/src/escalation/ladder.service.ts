import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { readLadders, setNextRungs } from './ladder.queries.js';
import { ladderBell, nextRung } from './ladder.rules.js';

/** Keeps `next_rung_at` right: the moment at which a task's ladder is looked at next. */
@Injectable()
export class LadderService {
  constructor(private readonly alarms: AlarmClock) {}

  /**
   * Sets the next rung of these tasks after their state or clocks changed, in the transaction of the change, whose caller holds their rows.
   * Needed where a clock was set or came nearer; a clock that was only stopped is found stopped by the sweep too.
   */
  async reset(tx: EntityManager, taskIds: readonly string[]): Promise<void> {
    const next = (await readLadders(tx, taskIds)).map((task) => ({ taskId: task.taskId, at: nextRung(task)?.at ?? null }));
    if (next.length === 0) return;
    await setNextRungs(tx, next);
    this.alarms.setBells(
      ladderBell,
      next.map(({ at }) => at),
    );
  }
}
