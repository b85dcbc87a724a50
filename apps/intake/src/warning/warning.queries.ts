import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { inScopeSql } from '#service-kit/scope.js';
import type { PlacedOrg } from './area/gazetteer.rules.js';
import type { Reference } from './cap/references.rules.js';
import { WarningMessageEntity } from './warning-message.entity.js';
import { WarningEntity } from './warning.entity.js';

/** The caller's units as SQL: a town's people may sit in an org below their unit. `$unit` and `$path` are the parameters' names. */
const callersUnits = `CASE WHEN :unitId::text IS NOT NULL THEN ARRAY[:unitId::text]
  ELSE ARRAY(SELECT o.id FROM directory_read.org o WHERE o.kind = 'area-unit' AND ${inScopeSql('o.path', ':orgPath')}) END`;

/** Warnings that the caller may see: those that touch its units, and those that an org in its scope received. */
export function visibleWarnings(tx: EntityManager, caller: SessionClaims): SelectQueryBuilder<WarningEntity> {
  return tx
    .createQueryBuilder(WarningEntity, 'warning')
    .where(
      `(warning.unit_ids && ${callersUnits} OR EXISTS (SELECT 1 FROM unnest(warning.received_paths) AS received(path) WHERE ${inScopeSql('received.path', ':orgPath')}))`,
      { unitId: caller.unitId, orgPath: caller.orgPath },
    );
}

/** One warning that the caller may see, or the one that it was merged into; null if missing or out of scope. */
export async function findVisibleWarning(tx: EntityManager, caller: SessionClaims, id: string): Promise<WarningEntity | null> {
  return visibleWarnings(tx, caller)
    .andWhere('warning.id = (SELECT coalesce(asked.merged_into, asked.id) FROM intake.warning asked WHERE asked.id = :id)', { id })
    .getOne();
}

/** The incidents in the caller's scope that were opened from these warnings or from what was merged into them, newest first. */
export async function incidentsOf(tx: EntityManager, caller: SessionClaims, warningIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = (await tx.query(
    `SELECT coalesce(w.merged_into, w.id) AS warning_id, i.id
     FROM intake.incident i JOIN intake.warning w ON w.id = i.warning_id
     WHERE (w.id = ANY ($1) OR w.merged_into = ANY ($1))
       AND i.unit_ids && CASE WHEN $2::text IS NOT NULL THEN ARRAY[$2::text]
         ELSE ARRAY(SELECT o.id FROM directory_read.org o WHERE o.kind = 'area-unit' AND ${inScopeSql('o.path', '$3')}) END
     ORDER BY i.opened_at DESC, i.id DESC`,
    [warningIds, caller.unitId, caller.orgPath],
  )) as { warning_id: string; id: string }[];
  const found = new Map<string, string[]>();
  for (const row of rows) found.set(row.warning_id, [...(found.get(row.warning_id) ?? []), row.id]);
  return found;
}

/** The messages of a warning. */
export async function messagesOf(tx: EntityManager, warningIds: readonly string[]): Promise<WarningMessageEntity[]> {
  return tx
    .createQueryBuilder(WarningMessageEntity, 'message')
    .where('message.warning_id = ANY (:warningIds)', { warningIds })
    .orderBy('message.id')
    .getMany();
}

/** The message of this office with this identifier, if it is here. */
export async function messageCalled(tx: EntityManager, { sender, identifier }: { sender: string; identifier: string }) {
  return tx.findOneBy(WarningMessageEntity, { sender, identifier });
}

/** Messages with any of these identifiers. */
export async function messagesCalled(tx: EntityManager, references: readonly Reference[]): Promise<WarningMessageEntity[]> {
  if (references.length === 0) return [];
  return tx
    .createQueryBuilder(WarningMessageEntity, 'message')
    .where('message.identifier = ANY (:identifiers)', { identifiers: references.map(({ identifier }) => identifier) })
    .orderBy('message.id')
    .getMany();
}

/** Messages that came before what they refer to: this one. */
export async function messagesAwaiting(
  tx: EntityManager,
  { sender, identifier }: { sender: string; identifier: string },
): Promise<WarningMessageEntity[]> {
  return tx
    .createQueryBuilder(WarningMessageEntity, 'message')
    .where(`(message.refers_to @> :named::jsonb OR message.refers_to @> :unnamed::jsonb)`, {
      named: JSON.stringify([{ sender, identifier }]),
      unnamed: JSON.stringify([{ sender: null, identifier }]),
    })
    .andWhere(`message.msg_type NOT IN ('Ack', 'Error')`)
    .orderBy('message.id')
    .getMany();
}

/** The city, its area units and villages, as far as a warning's area may name them, in the city's order. */
export async function placedOrgs(tx: EntityManager): Promise<PlacedOrg[]> {
  return (await tx.query(
    `SELECT id, kind, name, name_en AS "nameEn", short_name AS "shortName", unit_id AS "unitId", longitude, latitude
     FROM directory_read.org WHERE kind IN ('city', 'area-unit', 'village') ORDER BY sort, id`,
  )) as PlacedOrg[];
}

/** Makes messages come in one after the other, on every node: what refers to each other is never taken side by side. */
export async function takeTurns(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('muster:intake.warning'))`);
}

/** The name of an org; its id if it is unknown. */
export async function orgName(tx: EntityManager, id: string): Promise<string> {
  const [org] = (await tx.query('SELECT name FROM directory_read.org WHERE id = $1', [id])) as { name: string }[];
  return org?.name ?? id;
}
