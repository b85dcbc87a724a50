import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Outbox } from '#messaging/ports.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { SweepDatabase } from '#service-kit/sweep-database.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { noteClimbed, setStandings } from './escalation.queries.js';
import type { Climbed } from './escalation.rules.js';
import { remindRecipients, tellSuperiors, whatIsDue } from './escalation.rules.js';
import type { LadderTask } from './ladder.queries.js';
import { readLadders } from './ladder.queries.js';
import type { NextRung } from './ladder.rules.js';
import { ladderBell, nextRung, rungOfRefusal } from './ladder.rules.js';
import { readTold } from './told.queries.js';

/** How many due tasks one sweep claims. */
const claimSize = 1000;

/** Tells the next one on the ladder when a clock has run out and nobody did what stops it. */
@Injectable()
export class EscalationService {
  constructor(
    private readonly database: SweepDatabase,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly alarms: AlarmClock,
  ) {}

  /**
   * One sweep: claims tasks whose ladder is due, longest overdue first, and climbs every rung that is due, one after another. Two sweeps at once
   * never take the same task; one that dies leaves all of it to the next. Answers how many it claimed.
   */
  async escalateDue(): Promise<number> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const due = (await tx.query(
        `SELECT id FROM dispatch.task WHERE next_rung_at <= $1 ORDER BY next_rung_at LIMIT ${claimSize} FOR UPDATE SKIP LOCKED`,
        [now],
      )) as { id: string }[];
      if (due.length === 0) return 0;
      const tasks = await readLadders(
        tx,
        due.map((task) => task.id),
      );
      const climbed = await this.climbAll(tx, tasks, now, (task) => whatIsDue(nextRung(task), now));
      await this.announce(tx, climbed, now);
      return due.length;
    });
  }

  /** Somebody refused these tasks: the next one on the ladder is told now, in the caller's transaction, who holds their rows. */
  async climb(tx: EntityManager, taskIds: readonly string[], at: Date): Promise<void> {
    const refused = new Set<string>();
    const climbed = await this.climbAll(tx, await readLadders(tx, taskIds), at, (task) => {
      const last = task.climbed[task.climbed.length - 1];
      if (refused.has(task.taskId) && last?.reached !== false) return null;
      refused.add(task.taskId);
      return rungOfRefusal(task, at);
    });
    await this.announce(tx, climbed, at);
  }

  /** Climbs as long as there is something to climb for any of the tasks, and notes when each is looked at next. */
  private async climbAll(
    tx: EntityManager,
    tasks: readonly LadderTask[],
    now: Date,
    due: (task: LadderTask) => NextRung | null,
  ): Promise<Climbed[]> {
    const climbed: Climbed[] = [];
    const known = new Map(tasks.map((task) => [task.taskId, task]));
    for (let left = [...tasks]; left.length > 0;) {
      const next = left.flatMap((task) => {
        const rung = due(task);
        return rung ? [{ task, rung }] : [];
      });
      if (next.length === 0) break;
      const told = await readTold(
        tx,
        next.map(({ task: { orgId, postId, unitId }, rung: { tell } }) => ({ orgId, postId, unitId, tell })),
        now,
      );
      left = next.map(({ task, rung }, index) => {
        climbed.push({ task, rung, told: told[index]! });
        const { leg, dueAt } = rung;
        const higher = {
          ...task,
          climbed: [...task.climbed, { leg, dueAt, rung: rung.rung, at: now, reached: told[index]?.held ?? false }],
        };
        known.set(task.taskId, higher);
        return higher;
      });
    }
    const highest = new Map<string, number>();
    for (const { task, rung } of climbed) {
      if (rung.tell !== 'recipient') highest.set(task.taskId, Math.max(rung.rung, highest.get(task.taskId) ?? 0));
    }
    const standings = [...known.values()].map((task) => ({
      taskId: task.taskId,
      next: nextRung(task)?.at ?? null,
      rung: highest.get(task.taskId) ?? null,
    }));
    await noteClimbed(tx, climbed, now);
    await setStandings(tx, standings, now);
    this.alarms.setBells(
      ladderBell,
      standings.map(({ next }) => next),
    );
    return climbed;
  }

  private async announce(tx: EntityManager, climbed: readonly Climbed[], at: Date): Promise<void> {
    await appendTimeline(
      tx,
      'dispatch',
      climbed.map(({ task: { taskId, activationId, unitId }, rung: { leg, rung, tell, dueAt }, told }) => ({
        at,
        what: tell === 'recipient' ? 'task.reminded' : 'task.escalated',
        by: { kind: 'clock', id: 'dispatch' },
        activationId,
        unitId,
        taskId,
        facts: { leg, rung, tell, dueAt, superior: told, held: told?.held ?? false },
      })),
    );
    await this.outbox.append(tx, [
      ...remindRecipients(climbed, at).map((reminder) => ({ type: 'task.reminded.v1' as const, ...reminder })),
      ...tellSuperiors(climbed, at).map((digest) => ({ type: 'task.escalated.v1' as const, ...digest })),
    ]);
  }
}
