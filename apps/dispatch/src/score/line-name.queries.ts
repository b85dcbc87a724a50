import type { EntityManager } from 'typeorm';
import type { ScoreQuery } from '#contracts/score.js';
import { whistleKind, whistleKinds } from '#contracts/matter.js';
import type { WhistleRules } from '#contracts/whistle-rules.js';

/** What a line is called, and where it stands: by the directory's order, by kind, by month. */
export type LineName = { zh: string; en: string; sort: number };

/** The names of these keys. An org that the directory no longer has keeps its id. */
export async function lineNames(
  tx: EntityManager,
  by: ScoreQuery['by'],
  keys: readonly string[],
  rules: WhistleRules,
): Promise<ReadonlyMap<string, LineName>> {
  if (by === 'kind') {
    return new Map(
      keys.map((key) => {
        const kind = whistleKind.parse(key);
        return [key, { zh: rules.kinds[kind].name, en: rules.kinds[kind].nameEn, sort: whistleKinds.indexOf(kind) }];
      }),
    );
  }
  if (by === 'month') {
    return new Map(
      keys.map((key) => [key, { zh: `${key.slice(0, 4)}年${Number(key.slice(5))}月`, en: key, sort: Number(key.replace('-', '')) }]),
    );
  }
  const orgs = (await tx.query('SELECT id, name, coalesce(name_en, name) AS name_en, sort FROM directory_read.org WHERE id = ANY($1)', [
    keys,
  ])) as { id: string; name: string; name_en: string; sort: number }[];
  const known = new Map(orgs.map((org) => [org.id, { zh: org.name, en: org.name_en, sort: org.sort }]));
  return new Map(keys.map((key) => [key, known.get(key) ?? { zh: key, en: key, sort: Number.MAX_SAFE_INTEGER }]));
}
