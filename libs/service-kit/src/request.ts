import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { askPrepared } from './prepared.js';
import { Refused } from './refused.js';

/** The commands of a service that were answered, one row per (subject, request id). */
export function requestTable(schema: string): string {
  return `
    CREATE TABLE ${schema}.request (
      subject_id uuid NOT NULL,
      request_id uuid NOT NULL,
      command text NOT NULL,
      body_hash bytea NOT NULL,
      answer json,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      PRIMARY KEY (subject_id, request_id)
    );
    CREATE INDEX request_age ON ${schema}.request USING brin (at);
  `;
}

/**
 * Does a command once per (subject, request id), in the caller's transaction: a repeat with the same body gets the first answer, another
 * body or another command is refused with `request-id-reused`. Two racing repeats wait for each other on the unique row.
 */
export async function answerOnce<Answer>(
  tx: EntityManager,
  schema: string,
  command: { subjectId: string; name: string; body: { requestId: string } & Record<string, unknown>; target?: string },
  work: () => Promise<Answer>,
): Promise<Answer> {
  const hash = createHash('sha256')
    .update(JSON.stringify([command.target ?? null, command.body]))
    .digest();
  const inserted = await askPrepared(
    tx,
    `INSERT INTO ${schema}.request (subject_id, request_id, command, body_hash) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING 1`,
    [command.subjectId, command.body.requestId, command.name, hash],
  );
  if (inserted.length === 0) {
    const [first] = (await tx.query(`SELECT command, body_hash, answer FROM ${schema}.request WHERE subject_id = $1 AND request_id = $2`, [
      command.subjectId,
      command.body.requestId,
    ])) as [{ command: string; body_hash: Buffer; answer: Answer }];
    if (first.command !== command.name || !first.body_hash.equals(hash)) throw new Refused('request-id-reused');
    return first.answer;
  }
  const answer = await work();
  await askPrepared(tx, `UPDATE ${schema}.request SET answer = $3 WHERE subject_id = $1 AND request_id = $2`, [
    command.subjectId,
    command.body.requestId,
    JSON.stringify(answer),
  ]);
  return answer;
}
