import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Actor } from '#contracts/task.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { expiryOf } from './session.rules.js';

/** Why sessions ended, as the timeline says it. */
export type EndReason = 'signed-out' | 'revoked' | 'device-revoked' | 'refresh-token-reused';

/** Starts sessions in bulk, each with its line in the timeline. */
export async function startSessions(
  tx: EntityManager,
  kind: SessionClaims['kind'],
  sessions: readonly { sessionId: string; subjectId: string }[],
  now: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO directory.session (id, subject_id, kind, started_at, renewed_at, expires_at)
     SELECT id, subject_id, $3, $4, $4, $5 FROM unnest($1::uuid[], $2::uuid[]) AS s(id, subject_id)`,
    [sessions.map((session) => session.sessionId), sessions.map((session) => session.subjectId), kind, now, expiryOf(kind, now, now)],
  );
  await appendTimeline(
    tx,
    'directory',
    sessions.map(({ sessionId, subjectId }) => ({ at: now, what: 'session.started', by: { kind, id: subjectId }, facts: { sessionId } })),
  );
}

/** Ends the open sessions of these subjects (or one session by its id). They get no more data within 5 s, on every node. Answers how many ended. */
export async function endSessions(
  tx: EntityManager,
  which: { subjectIds: readonly string[] } | { sessionId: string },
  by: Actor,
  reason: EndReason,
  now: Date,
): Promise<number> {
  const [condition, key] = 'sessionId' in which ? ['id = $1', which.sessionId] : ['subject_id = ANY($1::uuid[])', which.subjectIds];
  const ended = (await tx.query(
    `WITH ended AS (UPDATE directory.session SET ended_at = $2 WHERE ${condition} AND ended_at IS NULL RETURNING id, subject_id)
     SELECT id, subject_id FROM ended ORDER BY id`,
    [key, now],
  )) as { id: string; subject_id: string }[];
  await appendTimeline(
    tx,
    'directory',
    ended.map((row) => ({ at: now, what: 'session.ended', by, facts: { sessionId: row.id, subjectId: row.subject_id, reason } })),
  );
  return ended.length;
}
