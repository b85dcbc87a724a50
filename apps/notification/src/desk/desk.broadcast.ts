import { Injectable } from '@nestjs/common';
import { mayDo } from '#contracts/access.js';
import { isInScope } from '#service-kit/scope.js';
import type { DeskSession } from './desk.registry.js';
import { DeskRegistry } from './desk.registry.js';
import type { Alarm, TaskChange, WhistleNews } from './news.js';

const rememberAlarmsMs = 60_000;

/** Tells the sessions of this node what concerns them. */
@Injectable()
export class DeskBroadcast {
  /** Alarms and bells of the last while, which may come once more by another way. */
  private readonly raised = new Map<string, number>();

  constructor(private readonly registry: DeskRegistry) {}

  /** Every desk that shows a task hears that it changed, whoever tapped. */
  async tellChanges(changes: readonly TaskChange[]): Promise<void> {
    const changesOf = new Map<DeskSession, TaskChange[]>();
    for (const change of changes) {
      for (const session of this.registry.sessionsOf(change.mailboxId)) {
        changesOf.set(session, [...(changesOf.get(session) ?? []), change]);
      }
    }
    await this.registry.sayEach([...changesOf.keys()], (session) => {
      for (const { taskId, state, at } of changesOf.get(session)!) session.line.say('task.changed', { taskId, state, at });
    });
  }

  /** An alarm, however often and by whichever way it comes here, goes once to those who may read activations, with the facts of the units in their scope: one unit by name, several in sum. */
  async raiseAlarm(alarm: Alarm): Promise<void> {
    if (!this.isNew(`${alarm.code} ${alarm.activationId} ${alarm.at}`)) return;
    const readers = this.registry.all().filter(({ claims }) => mayDo(claims.roles, 'activation.read'));
    await this.registry.sayEach(readers, (session) => {
      const units = alarm.units.filter(({ unitPath }) => isInScope(session.claims, unitPath));
      const first = units[0];
      if (!first) return;
      session.line.say('alarm.raised', {
        code: alarm.code,
        activationId: alarm.activationId,
        unitId: units.length === 1 ? first.unitId : null,
        facts: sumFacts(units.map(({ facts }) => facts)),
        at: alarm.at,
      });
    });
  }

  /**
   * A whistle changed: those who share it look again. The town that blew it and the departments it called have their org named, the city sees
   * all; whoever sits below one of these orgs, or beside it, hears nothing.
   */
  async ringWhistle({ whistleId, paths, what, at }: WhistleNews): Promise<void> {
    if (!this.isNew(`${whistleId} ${what} ${at}`)) return;
    const sharers = this.registry
      .all()
      .filter(({ claims }) => mayDo(claims.roles, 'whistle.read') && paths.some((path) => isInScope(claims, path)));
    await this.registry.sayEach(sharers, (session) => session.line.say('whistle.changed', { whistleId, what, at }));
  }

  /** Whether this was not said lately. */
  private isNew(key: string): boolean {
    const now = performance.now();
    for (const [key, until] of this.raised) if (until < now) this.raised.delete(key);
    if (this.raised.has(key)) return false;
    this.raised.set(key, now + rememberAlarmsMs);
    return true;
  }
}

function sumFacts(all: readonly Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const facts of all) for (const [name, count] of Object.entries(facts)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
