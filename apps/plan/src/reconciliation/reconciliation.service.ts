import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { inScopeSql, isCityScope } from '#service-kit/scope.js';
import { AuditDatabase } from './audit.database.js';
import type { Part } from './reconciliation.queries.js';
import { countBacklog, groupRows, readUnits } from './reconciliation.queries.js';
import { reconcile } from './reconciliation.rules.js';

/** Proves, or refutes, that no obligation of an activation was lost or doubled. It reads as the auditor and shares nothing with the fan-out. */
@Injectable()
export class ReconciliationService {
  constructor(
    private readonly audit: AuditDatabase,
    private readonly clock: Clock,
  ) {}

  /** The proof of an activation, or of the caller's part of it, from one consistent snapshot of all schemas. */
  async reconcileActivation(caller: SessionClaims, activationId: string): Promise<Reconciliation> {
    return this.audit.snapshot(async (tx) => {
      const activation = await visibleActivation(tx, caller, activationId);
      if (!activation) throw new Refused('not-found');
      const units = await readUnits(tx, activation);
      const groups = await groupRows(tx, activation);
      const backlog = await countBacklog(tx, activation);
      return { ...reconcile({ ...activation, units, groups, ...backlog }), at: this.clock.now().toISOString() };
    });
  }
}

/** The activation as far as the caller may see it; null if it is missing or touches no unit of the caller. */
async function visibleActivation(
  tx: EntityManager,
  caller: SessionClaims,
  activationId: string,
): Promise<(Part & { exerciseDiffers: boolean }) | null> {
  const rows = (await tx.query(
    `SELECT a.id, a.exercise, coalesce(i.exercise <> a.exercise, false) OR coalesce(k.exercise <> a.exercise, false) AS differs, u.unit_id,
            coalesce(${inScopeSql('o.path', '$2')}, false) AS visible
     FROM plan.activation a
     JOIN plan.activation_unit u ON u.activation_id = a.id
     LEFT JOIN plan.known_incident k ON k.id = a.incident_id
     LEFT JOIN intake.incident i ON i.id = a.incident_id
     LEFT JOIN directory_read.org o ON o.id = u.unit_id
     WHERE a.id = $1`,
    [activationId, caller.orgPath],
  )) as { id: string; exercise: boolean; differs: boolean; unit_id: string; visible: boolean }[];
  const visible = rows.filter((row) => row.visible);
  const [first] = visible;
  if (!first) return null;
  // The city sees all of it, and so also rows of units that it never named.
  const all = isCityScope(caller) && visible.length === rows.length;
  return {
    activationId,
    exercise: first.exercise,
    exerciseDiffers: first.differs,
    unitIds: all ? null : visible.map((row) => row.unit_id),
  };
}
