import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { copyFiles, listTree, sha256Of } from './file-copy.js';
import type { CopiedFile } from './file-copy.js';

/** What a copy of a cluster consists of, and which stretch of the write-ahead log makes it whole. */
export type BaseBackup = { folders: string[]; files: CopiedFile[]; startedAt: string; endedAt: string; fromWal: string; toWal: string };

/** What the server makes anew by itself: of these folders only the folder is kept. */
const remade = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//;
const passedOver =
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|backup_manifest)$|(^|\/)pgsql_tmp|(^|\/)pg_internal\.init/;
/** Read last, and twice: the server rewrites it at every checkpoint. */
const control = 'global/pg_control';

/**
 * Copies the cluster of a running server, as PostgreSQL describes it (continuous archiving, low-level API): nobody waits for it, and what is
 * written meanwhile is in the log that is copied with it. `to` must not exist yet.
 */
export async function copyRunningCluster(adminUrl: string, cluster: string, to: string): Promise<BaseBackup> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'muster-backup' });
  await client.connect();
  try {
    // Keeps the log from being reused before it is copied; it ends with this connection.
    await client.query(`SELECT pg_create_physical_replication_slot('muster_backup_' || pg_backend_pid(), true, true)`);
    const { rows: started } = await client.query<{ lsn: string; at: Date }>(
      `SELECT pg_backup_start('muster', true)::text AS lsn, clock_timestamp() AS at`,
    );
    const { folders, files } = listTree(cluster, (each) => passedOver.test(each) || (remade.test(each) && !isKeptFolder(each)));
    const copied = await copyFiles(
      cluster,
      to,
      files.filter((each) => each !== control),
    );
    await untilSettled(path.join(cluster, control));
    copied.push(...(await copyFiles(cluster, to, [control])));
    const { rows: stopped } = await client.query<{ lsn: string; labelfile: string; spcmapfile: string; at: Date }>(
      'SELECT lsn::text, labelfile, spcmapfile, clock_timestamp() AS at FROM pg_backup_stop(false)',
    );
    const [start, stop] = [started[0]!, stopped[0]!];
    if (stop.spcmapfile.trim() !== '') throw new Error('the database has tablespaces outside its folder, which are not copied');
    writeFileSync(path.join(to, 'backup_label'), stop.labelfile, { mode: 0o600, flush: true });
    copied.push({
      path: 'backup_label',
      bytes: Buffer.byteLength(stop.labelfile),
      sha256: await sha256Of(path.join(to, 'backup_label')),
    });
    const { rows: names } = await client.query<{ from: string; to: string }>(
      'SELECT pg_walfile_name($1) AS from, pg_walfile_name($2) AS to',
      [start.lsn, stop.lsn],
    );
    const wal = names[0]!;
    copied.push(...(await copyLog(cluster, to, wal)));
    return {
      folders,
      files: copied,
      startedAt: start.at.toISOString(),
      endedAt: stop.at.toISOString(),
      fromWal: wal.from,
      toWal: wal.to,
    };
  } finally {
    await client.end();
  }
}

/** pg_wal has folders of its own, which the server expects. */
function isKeptFolder(each: string): boolean {
  return each === 'pg_wal/archive_status' || each === 'pg_wal/summaries';
}

async function copyLog(cluster: string, to: string, wal: { from: string; to: string }): Promise<CopiedFile[]> {
  const isPart = (name: string): boolean => /^[0-9A-F]{24}$/.test(name) && name >= wal.from && name <= wal.to;
  const { files } = listTree(path.join(cluster, 'pg_wal'), (each) => !isPart(each));
  const copied = await copyFiles(
    cluster,
    to,
    files.map((each) => `pg_wal/${each}`),
  );
  const names = copied.map((each) => path.basename(each.path));
  if (names.at(0) !== wal.from || names.at(-1) !== wal.to) throw new Error(`the log from ${wal.from} to ${wal.to} is not all there`);
  return copied;
}

/** Waits until two looks at a file are alike, so that it is not copied in the middle of a write. */
async function untilSettled(file: string): Promise<void> {
  for (let before = ''; ;) {
    const now = readFileSync(file).toString('base64');
    if (now === before) return;
    before = now;
    await new Promise((resume) => setTimeout(resume, 5));
  }
}
