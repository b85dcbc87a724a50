import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { WhistleReconciliation } from '#contracts/whistle.js';
import { Clock } from '#service-kit/clock.js';
import { isCityScope } from '#service-kit/scope.js';
import { AuditDatabase } from './audit.database.js';
import type { AuditedCall, AuditedWhistle } from './whistle-reconciliation.rules.js';
import { reconcileWhistles } from './whistle-reconciliation.rules.js';

/** A mailbox row may be this long on its way before it counts as lost. */
const onTheWayMs = 10_000;

/** Proves, or refutes, that every whistle has an owner and a clock and reached its departments once. It reads as the auditor. */
@Injectable()
export class WhistleReconciliationService {
  constructor(
    private readonly audit: AuditDatabase,
    private readonly clock: Clock,
  ) {}

  /** The proof for the caller's scope: the city's, or a town's own whistles. */
  async reconcile(caller: SessionClaims): Promise<WhistleReconciliation> {
    const at = this.clock.now();
    const whistles = await this.audit.snapshot((tx) => readWhistles(tx, isCityScope(caller) ? null : (caller.unitId ?? ''), at));
    return { at: at.toISOString(), ...reconcileWhistles(whistles) };
  }
}

/** The whistles that were blown, and the offers that wait for an answer, of one town or (null) of all, with their calls. */
async function readWhistles(tx: EntityManager, unitId: string | null, at: Date): Promise<AuditedWhistle[]> {
  const calls = (await tx.query(
    `SELECT c.whistle_id AS "whistleId", c.task_id AS "taskId", c.responsible, c.replaced_at IS NOT NULL AS replaced, t.state,
            coalesce(CASE WHEN t.state = 'issued' THEN t.acknowledge_due_at END, CASE WHEN t.state IN ('issued', 'acknowledged') THEN t.arrive_due_at END,
                     t.feedback_due_at, t.done_due_at) IS NOT NULL AS clock,
            t.issued_at > $2::timestamptz AS fresh, count(r.seq)::int AS rows,
            count(r.seq) FILTER (WHERE b.org_id = t.org_id AND b.post_id = t.post_id)::int AS "ownRows"
     FROM dispatch.whistle_call c
     JOIN dispatch.whistle w ON w.id = c.whistle_id
     JOIN dispatch.task t ON t.id = c.task_id
     LEFT JOIN notification.mailbox_row r ON r.task_id = c.task_id AND r.kind = 'task'
     LEFT JOIN notification.mailbox b ON b.id = r.mailbox_id
     WHERE $1::text IS NULL OR w.unit_id = $1 GROUP BY c.task_id, t.id`,
    [unitId, new Date(at.getTime() - onTheWayMs)],
  )) as (AuditedCall & { whistleId: string })[];
  const whistles = (await tx.query(
    `SELECT w.id, w.state, EXISTS (SELECT 1 FROM dispatch.task t WHERE t.activation_id = w.id AND t.unit_id = w.unit_id AND t.task_no ~ '^W0[23]-'
              AND t.closed_at IS NULL AND t.done_due_at IS NOT NULL) AS "townClock"
     FROM dispatch.whistle w WHERE (w.blown_at IS NOT NULL OR w.state = 'offered') AND ($1::text IS NULL OR w.unit_id = $1) ORDER BY w.id`,
    [unitId],
  )) as Omit<AuditedWhistle, 'calls'>[];
  const byWhistle = new Map<string, AuditedCall[]>(whistles.map(({ id }) => [id, []]));
  for (const { whistleId, ...call } of calls) byWhistle.get(whistleId)?.push(call);
  return whistles.map((whistle) => ({ ...whistle, calls: byWhistle.get(whistle.id) ?? [] }));
}
