import { createHash } from 'node:crypto';
import type { ClientBase, QueryResultRow } from 'pg';
import type { EntityManager } from 'typeorm';

const names = new Map<string, string>();

/**
 * Asks within the caller's transaction, with a plan that the connection keeps. For statements that are sent for each tap of each person:
 * to plan them (over the views of the directory) takes eight times as long as to do them. Only for texts that never vary, and whose best plan
 * does not depend on how much is asked: a kept plan does not look at the values. Answers the rows. Throws outside of a transaction.
 */
export async function askPrepared<Row extends QueryResultRow>(tx: EntityManager, text: string, values: readonly unknown[]): Promise<Row[]> {
  if (!tx.queryRunner?.isTransactionActive) throw new Error('a prepared statement is asked within a transaction, and there is none');
  const client = (await tx.queryRunner.connect()) as ClientBase;
  const { rows } = await client.query<Row>({ name: nameOf(text), text, values: [...values] });
  return rows;
}

/** The same text has the same name on every connection; other texts never share it. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = createHash('sha256').update(text).digest('base64url');
    names.set(text, name);
  }
  return name;
}
