import { readFileSync } from 'node:fs';
import { ownerName } from './cluster.js';
import { explained, findCluster, placesIn } from './data-folder.js';
import { startPostgres, version } from './embedded-postgres.js';
import { livePostmaster } from './postmaster.js';
import { dataFolderBroken } from './postgres-problem.js';

/** The server of a data folder, by its owner, and where its files lie. */
export type ReachedPostgres = { adminUrl: string; cluster: string; wasRunning: boolean; close(): Promise<void> };

/** Reaches the server that runs on a data folder; where none runs, it is started until `close`. There must be a database already. */
export async function reachPostgres(dataFolder: string): Promise<ReachedPostgres> {
  const places = placesIn(dataFolder);
  const cluster = explained(places.folder, () => findCluster(places, version));
  if (!cluster) throw dataFolderBroken(places.folder, { zh: '其中没有数据库', en: 'there is no database in it' });
  const live = explained(places.folder, () => livePostmaster(cluster));
  if (live) {
    const password = explained(places.folder, () => readFileSync(places.password, 'utf8').trim());
    const adminUrl = `postgres://${ownerName}:${password}@127.0.0.1:${live.port}/muster`;
    return { adminUrl, cluster, wasRunning: true, close: async () => undefined };
  }
  const server = await startPostgres({ dataFolder });
  return { adminUrl: server.adminUrl, cluster, wasRunning: false, close: () => server.stop() };
}
