import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { activationKey } from '#contracts/events.js';
import type { Actor } from '#contracts/task.js';
import { Outbox } from '#messaging/ports.js';
import { appendTimeline } from '#service-kit/timeline.js';
import type { WhistleRow } from './whistle.queries.js';

/** Where the question of who is responsible goes at last: the duty desk of the city centre. */
export const rulingDesk = { orgId: 'city-centre', postId: 'city-shift-chief', commandPointId: 'city-centre' } as const;

/** One thing that happened to a whistle: the word of the timeline, who did it, when. */
export type Happened = { what: string; by: Actor; at: Date; facts?: Record<string, unknown> };

/** Why the city centre must rule. */
export type RulingCause = 'two-returns' | 'dispute-not-settled' | 'return-not-settled';

/** What is said of a whistle, to those who share it and to nobody else: its timeline and its events, in the transaction of the change. */
@Injectable()
export class WhistleNews {
  constructor(private readonly outbox: Outbox) {}

  /** It was blown: the departments are told by the tasks that follow. */
  async blown(tx: EntityManager, whistle: WhistleRow, orgIds: readonly string[], { by, at }: Omit<Happened, 'what'>): Promise<void> {
    await this.note(tx, whistle, { what: 'whistle.blown', by, at, facts: { kind: whistle.kind, orgIds } });
    await this.outbox.append(tx, [
      {
        type: 'whistle.blown.v1',
        ...this.keyed(whistle),
        data: {
          ...parties(whistle, orgIds),
          kind: whistle.kind,
          title: whistle.title,
          blownAt: at.toISOString(),
          calls: orgIds.length,
          incidentId: whistle.incidentId,
          gridReportId: whistle.gridReportId,
        },
      },
    ]);
  }

  /** Something happened to it. `whistle` is as it is now. */
  async changed(tx: EntityManager, whistle: WhistleRow, orgIds: readonly string[], happened: Happened): Promise<void> {
    await this.note(tx, whistle, happened);
    await this.ring(tx, whistle, orgIds, happened);
  }

  /** Says that it changed where the timeline has it already: a tap on one of its calls. */
  async ring(tx: EntityManager, whistle: WhistleRow, orgIds: readonly string[], { what, at }: Happened): Promise<void> {
    const { state, question } = whistle;
    await this.outbox.append(tx, [
      {
        type: 'whistle.changed.v1',
        ...this.keyed(whistle),
        data: { ...parties(whistle, orgIds), what, state, question, at: at.toISOString() },
      },
    ]);
  }

  /** It is over. */
  async ended(tx: EntityManager, whistle: WhistleRow, orgIds: readonly string[], at: Date): Promise<void> {
    await this.outbox.append(tx, [
      {
        type: 'whistle.ended.v1',
        ...this.keyed(whistle),
        data: { ...parties(whistle, orgIds), state: whistle.state, at: at.toISOString() },
      },
    ]);
  }

  /** The city centre must rule; its duty desk rings. */
  async askRuling(tx: EntityManager, whistle: WhistleRow, orgIds: readonly string[], because: RulingCause, at: Date): Promise<void> {
    await this.note(tx, whistle, { what: 'whistle.ruling-asked', by: { kind: 'clock', id: 'dispatch' }, at, facts: { because } });
    await this.outbox.append(tx, [
      {
        type: 'whistle.ruling-asked.v1',
        ...this.keyed(whistle),
        data: { ...parties(whistle, orgIds), title: whistle.title, at: at.toISOString(), because, superior: rulingDesk },
      },
    ]);
  }

  private async note(tx: EntityManager, whistle: WhistleRow, { what, by, at, facts = {} }: Happened): Promise<void> {
    const { id: activationId, unitId, incidentId } = whistle;
    await appendTimeline(tx, 'dispatch', [{ at, what, by, activationId, unitId, incidentId, facts }]);
  }

  private keyed({ id, unitId, exercise }: WhistleRow): { key: string; exercise: boolean } {
    return { key: activationKey(id, unitId), exercise };
  }
}

function parties({ id, unitId, offeredByOrgId }: WhistleRow, orgIds: readonly string[]) {
  return { whistleId: id, unitId, orgIds: [...new Set([...orgIds, ...(offeredByOrgId ? [offeredByOrgId] : [])])] };
}
