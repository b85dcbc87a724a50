import { realpathSync, rmSync } from 'node:fs';
import pg from 'pg';
import { placesIn, ownerPassword } from '#embedded-postgres/data-folder.js';
import { ownerName } from '#embedded-postgres/cluster.js';
import { livePostmaster } from '#embedded-postgres/postmaster.js';
import { migrateAll } from '#setup/migrations.js';
import { secretsOf } from '#setup/secrets.js';

const floorDatabase = 'floor';

/** Takes away what an earlier run left: every run begins with an empty database. */
export function emptyFolder(dataFolder: string): void {
  const { folder, cluster } = placesIn(dataFolder);
  try {
    // Root's server may keep its files elsewhere, behind a link.
    rmSync(realpathSync(cluster), { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** The URL of a database of the server that the product started over this folder, as its owner. */
export function databaseUrl(dataFolder: string, database = 'muster'): string {
  const places = placesIn(dataFolder);
  const server = livePostmaster(realpathSync(places.cluster));
  if (!server) throw new Error(`no PostgreSQL runs over ${dataFolder}`);
  return `postgres://${ownerName}:${ownerPassword(places, false)}@127.0.0.1:${server.port}/${database}`;
}

/** Makes the floor's own database on the same server, with the tables of the same migrations; answers its URL. */
export async function makeFloorDatabase(dataFolder: string): Promise<string> {
  const owner = new pg.Client({ connectionString: databaseUrl(dataFolder) });
  await owner.connect();
  await owner.query(`CREATE DATABASE ${floorDatabase}`);
  await owner.end();
  const url = databaseUrl(dataFolder, floorDatabase);
  const { rolePasswords } = secretsOf(dataFolder);
  await migrateAll(url, { passwordOf: (role) => rolePasswords[role]! });
  return url;
}
