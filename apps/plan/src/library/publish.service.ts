import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { PlanDocument } from '#contracts/plan-library.js';
import type { Holder } from './holding.rules.js';
import { holdsPlan } from './holding.rules.js';
import { readLibrary } from './plan-library.files.js';

type Wanted = { holderOrgId: string; document: PlanDocument; digest: string };

const rowsPerStatement = 5_000;

/**
 * Publishes the library: every plan as a version of the city, and for each area unit those that it holds, derived from the city's. Run again
 * it publishes nothing: a holder that has published this text before keeps what it has now. A changed file becomes the next version,
 * and the former one is withdrawn. `plans`: these instead of the library's. Needs the orgs in the directory. Answers how many versions are new.
 */
export async function publishLibrary(
  database: DataSource,
  options: { now: Date; unitIds: readonly string[]; plans?: readonly PlanDocument[] },
): Promise<number> {
  const documents = (options.plans ?? readLibrary().plans).map((document) => ({ document, digest: digestOf(document) }));
  return database.transaction(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('plan.library'))`);
    await tx.query(`INSERT INTO plan.document (digest, document) SELECT * FROM unnest($1::text[], $2::jsonb[]) ON CONFLICT DO NOTHING`, [
      documents.map((each) => each.digest),
      documents.map((each) => JSON.stringify(each.document)),
    ]);
    const cityId = await cityOf(tx);
    let published = await publish(
      tx,
      documents.map((each) => ({ ...each, holderOrgId: cityId })),
      null,
      options.now,
    );
    const holders = await holdersOf(tx, options.unitIds);
    const wanted = holders.flatMap((holder) =>
      documents.filter((each) => holdsPlan(each.document, holder)).map((each) => ({ ...each, holderOrgId: holder.unitId })),
    );
    for (let from = 0; from < wanted.length; from += rowsPerStatement) {
      published += await publish(tx, wanted.slice(from, from + rowsPerStatement), cityId, options.now);
    }
    return published;
  });
}

/** SHA-256 of a document's text: the same text is the same document, whoever holds it. */
export function digestOf(document: PlanDocument): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('hex');
}

/** The id of the city, the root of the org tree. */
export async function cityOf(tx: EntityManager): Promise<string> {
  const [city] = (await tx.query(`SELECT id FROM directory_read.org WHERE kind = 'city' ORDER BY id LIMIT 1`)) as { id: string }[];
  if (!city) throw new Error('the directory has no city: it is seeded before the plan library is published');
  return city.id;
}

async function holdersOf(tx: EntityManager, unitIds: readonly string[]): Promise<Holder[]> {
  const rows = (await tx.query(
    `SELECT u.id, coalesce(bool_or(o.kind = 'village'), false) AS has_villages,
            coalesce(array_agg(DISTINCT o.unit_kind) FILTER (WHERE o.unit_kind IS NOT NULL), '{}') AS unit_kinds
     FROM directory_read.org u LEFT JOIN directory_read.org o ON o.unit_id = u.id
     WHERE u.kind = 'area-unit' AND u.id = ANY($1)
     GROUP BY u.id ORDER BY u.id`,
    [unitIds],
  )) as { id: string; has_villages: boolean; unit_kinds: string[] }[];
  return rows.map((row) => ({ unitId: row.id, hasVillages: row.has_villages, unitKinds: new Set(row.unit_kinds) }));
}

async function publish(tx: EntityManager, wanted: readonly Wanted[], derivedFrom: string | null, now: Date): Promise<number> {
  const rows = (await tx.query(
    `WITH wanted AS (
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) AS w(id, plan_no, kind, holder_org_id, digest)
     ), published AS (
       INSERT INTO plan.plan_version (id, plan_no, kind, holder_org_id, version, digest, derived_from_id, published_at)
       SELECT w.id, w.plan_no, w.kind, w.holder_org_id,
              1 + coalesce((SELECT max(v.version) FROM plan.plan_version v WHERE v.holder_org_id = w.holder_org_id AND v.plan_no = w.plan_no), 0),
              w.digest,
              (SELECT c.id FROM plan.plan_version c WHERE c.holder_org_id = $6 AND c.plan_no = w.plan_no AND c.digest = w.digest LIMIT 1),
              $7
       FROM wanted w
       WHERE NOT EXISTS (SELECT 1 FROM plan.plan_version v
                         WHERE v.holder_org_id = w.holder_org_id AND v.plan_no = w.plan_no AND v.digest = w.digest)
       RETURNING id, holder_org_id, plan_no
     ), withdrawn AS (
       UPDATE plan.plan_version v SET withdrawn_at = $7
       FROM published p
       WHERE v.holder_org_id = p.holder_org_id AND v.plan_no = p.plan_no AND v.withdrawn_at IS NULL AND v.id <> p.id
     )
     SELECT count(*)::int AS count FROM published`,
    [
      wanted.map(() => uuidv7()),
      wanted.map((each) => each.document.no),
      wanted.map((each) => each.document.kind),
      wanted.map((each) => each.holderOrgId),
      wanted.map((each) => each.digest),
      derivedFrom,
      now,
    ],
  )) as [{ count: number }];
  return rows[0].count;
}
