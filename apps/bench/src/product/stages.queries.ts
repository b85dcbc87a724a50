import type pg from 'pg';

/** From when to when something happened, as the committed rows say it (epoch ms). */
export type Span = { from: number; until: number };

/** The moments of one click that the rows keep, by the name of their stage. */
export type Moments = Record<'relayed' | 'issued' | 'announced' | 'written' | 'pushed' | 'delivered', Span>;

/** Reads when each stage of a response began and ended: from `published_at`, `issued_at`, `written_at`, `pushed_at`, `delivered_at`. */
export async function readMoments(database: pg.Pool, activationId: string): Promise<Moments> {
  const span = (column: string): string =>
    `(extract(epoch FROM min(${column})) * 1000)::double precision AS "from", (extract(epoch FROM max(${column})) * 1000)::double precision AS until`;
  const { rows } = await database.query<Span & { stage: keyof Moments }>(
    `SELECT 'relayed' AS stage, ${span('published_at')} FROM plan.outbox WHERE type = 'activation.started.v1' AND key LIKE $1::text || ':%'
     UNION ALL SELECT 'issued', ${span('issued_at')} FROM dispatch.task WHERE activation_id = $1::uuid
     UNION ALL SELECT 'announced', ${span('published_at')} FROM dispatch.outbox WHERE type = 'task.issued.v1' AND key LIKE $1::text || ':%'
     UNION ALL SELECT 'written', ${span('written_at')} FROM notification.mailbox_row WHERE activation_id = $1::uuid AND kind = 'task'
     UNION ALL SELECT 'pushed', ${span('pushed_at')} FROM notification.mailbox_row WHERE activation_id = $1::uuid AND kind = 'task'
     UNION ALL SELECT 'delivered', ${span('delivered_at')} FROM notification.mailbox_row WHERE activation_id = $1::uuid AND kind = 'task'`,
    [activationId],
  );
  return Object.fromEntries(rows.map(({ stage, from, until }) => [stage, { from, until }])) as Moments;
}
