import type { EntityManager } from 'typeorm';

/** The paths of these orgs in the tree, by their ids; an unknown one is left out. */
export async function readPaths(tx: EntityManager, orgIds: readonly string[]): Promise<Map<string, string>> {
  const orgs = (await tx.query('SELECT id, path FROM directory_read.org WHERE id = ANY($1::text[])', [[...new Set(orgIds)]])) as {
    id: string;
    path: string;
  }[];
  return new Map(orgs.map(({ id, path }) => [id, path]));
}
