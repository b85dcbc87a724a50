import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Evidence } from '#contracts/evidence.js';
import { isRefused, Refused } from '#service-kit/refused.js';
import { inScopeSql } from '#service-kit/scope.js';
import { readTask } from '../task/task.queries.js';

/** A piece of evidence as its row holds it. */
export type EvidenceRecord = Omit<Evidence, 'by' | 'takenAt' | 'addedAt'> & {
  takenAt: Date | null;
  addedAt: Date;
  actorKind: Evidence['by']['kind'];
  actorId: string;
  exercise: boolean;
};

const columns = `
  e.id, e.task_id AS "taskId", e.kind, e.media_type AS "mediaType", e.bytes, e.sha256, e.taken_at AS "takenAt", e.position, e.added_at AS "addedAt",
  e.actor_kind AS "actorKind", e.actor_id AS "actorId", e.exercise`;

/** How many pieces a task has. */
export async function countEvidence(tx: EntityManager, taskId: string): Promise<number> {
  const [row] = (await tx.query('SELECT count(*)::int AS count FROM dispatch.evidence WHERE task_id = $1', [taskId])) as [
    { count: number },
  ];
  return row.count;
}

/** The evidence of a task, oldest first. */
export async function listEvidence(tx: EntityManager, taskId: string): Promise<Evidence[]> {
  const rows = (await tx.query(`SELECT ${columns} FROM dispatch.evidence e WHERE e.task_id = $1 ORDER BY e.added_at, e.id`, [
    taskId,
  ])) as EvidenceRecord[];
  return rows.map(toEvidence);
}

/** One piece, whoever asks. */
export async function findEvidence(tx: EntityManager, id: string): Promise<Evidence | null> {
  const [row] = (await tx.query(`SELECT ${columns} FROM dispatch.evidence e WHERE e.id = $1`, [id])) as EvidenceRecord[];
  return row ? toEvidence(row) : null;
}

/** Keeps what is known of a piece whose content is there. */
export async function insertEvidence(tx: EntityManager, row: EvidenceRecord): Promise<void> {
  await tx.query(
    `INSERT INTO dispatch.evidence (id, task_id, exercise, kind, media_type, bytes, sha256, taken_at, position, added_at, actor_kind, actor_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[row.id, row.taskId, row.exercise, row.kind, row.mediaType, row.bytes, row.sha256, row.takenAt],
      ...[row.position && JSON.stringify(row.position), row.addedAt, row.actorKind, row.actorId],
    ],
  );
}

/**
 * Holds content of this hash until the end of the transaction: nobody removes it while somebody else is about to speak of it. Answers whether
 * a row speaks of it now.
 */
export async function holdContent(tx: EntityManager, sha256: string): Promise<boolean> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('evidence:' || $1, 0))`, [sha256]);
  return ((await tx.query('SELECT 1 FROM dispatch.evidence WHERE sha256 = $1 LIMIT 1', [sha256])) as unknown[]).length > 0;
}

/**
 * Refuses `not-found` unless the caller may see the task's evidence: whoever sees the task, and for a department's call the overseers of the town
 * that whistled. Other departments of the whistle see how much there is, and nothing of it.
 */
export async function requireReader(tx: EntityManager, caller: SessionClaims, taskId: string): Promise<void> {
  try {
    await readTask(tx, caller, taskId);
  } catch (error) {
    if (!isRefused(error, 'not-found') || !(await overseesWhistle(tx, caller, taskId))) throw error;
  }
}

async function overseesWhistle(tx: EntityManager, caller: SessionClaims, taskId: string): Promise<boolean> {
  if (!caller.roles.some((role) => ['operator', 'commander', 'auditor', 'command-point'].includes(role))) return false;
  const found = (await tx.query(
    `SELECT 1 FROM dispatch.task t JOIN dispatch.response r ON r.activation_id = t.activation_id AND r.unit_id = t.unit_id
     JOIN directory_read.org u ON u.id = t.unit_id
     WHERE t.id = $2 AND r.cause = 'whistle' AND ${inScopeSql('u.path', '$1')}`,
    [caller.orgPath, taskId],
  )) as unknown[];
  return found.length > 0;
}

/** The piece as those in scope see it. */
export function toEvidence({ actorKind, actorId, exercise: _, ...row }: EvidenceRecord): Evidence {
  return {
    ...row,
    takenAt: row.takenAt?.toISOString() ?? null,
    addedAt: row.addedAt.toISOString(),
    by: { kind: actorKind, id: actorId },
  };
}

/** Refuses with the form's field that is at fault. */
export function refusedField(code: 'invalid-input' | 'unsuitable-evidence' | 'empty-file', field: string, zh: string, en: string): Refused {
  return new Refused(code, undefined, [{ field, reason: zh, reasonEn: en }]);
}
