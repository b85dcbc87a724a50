import { chmodSync, lchownSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { newClusterFolder, openDataFolder, placesIn } from './data-folder.js';
import { copyFiles, listTree } from './file-copy.js';
import type { CopiedFile } from './file-copy.js';
import { serverUser } from './server-user.js';

/** Lays the copy of a cluster into a data folder that has none, owned by the user whom the server will run as; answers what was written. */
export async function layCluster(
  dataFolder: string,
  from: string,
  { folders, files }: { folders: readonly string[]; files: readonly string[] },
): Promise<CopiedFile[]> {
  const places = placesIn(dataFolder);
  openDataFolder(places.folder);
  const user = serverUser(places.cluster);
  const made = newClusterFolder(places.folder, user);
  try {
    for (const folder of folders) mkdirSync(path.join(made, folder), { recursive: true, mode: 0o700 });
    const written = await copyFiles(from, made, files);
    const tree = listTree(made, () => false);
    for (const each of ['', ...tree.folders]) chmodSync(path.join(made, each), 0o700);
    if (user) for (const each of ['', ...tree.folders, ...tree.files]) lchownSync(path.join(made, each), user.uid, user.gid);
    if (path.dirname(made) === places.folder) renameSync(made, places.cluster);
    else symlinkSync(made, places.cluster);
    return written;
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    throw error;
  }
}
