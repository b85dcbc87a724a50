import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import pg from 'pg';
import { epochMs } from './wall-time.js';

/** Settings that decide what a commit costs; the same server answers floor and product. */
const settings = [
  ...[
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'wal_level',
    'wal_sync_method',
    'wal_compression',
    'shared_buffers',
    'max_wal_size',
  ],
  ...['work_mem', 'autovacuum', 'checkpoint_timeout', 'commit_delay', 'max_connections', 'jit'],
];

/** What figures are worth nothing without. */
export type Machine = {
  date: string;
  processors: string;
  memoryGb: number;
  system: string;
  node: string;
  postgres: string;
  settings: Record<string, string>;
  unloggedTables: number;
};

/** Describes this machine and a database. */
export async function describeMachine(databaseUrl: string): Promise<Machine> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; value: string }>(
      `SELECT name, current_setting(name) AS value FROM pg_settings WHERE name = ANY($1) ORDER BY array_position($1, name)`,
      [settings],
    );
    const { rows: unlogged } = await client.query<{ tables: number }>(
      `SELECT count(*)::integer AS tables FROM pg_class WHERE relpersistence = 'u'`,
    );
    const { rows: version } = await client.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
    const processors = cpus();
    return {
      date: new Date(epochMs()).toISOString().slice(0, 10),
      processors: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
      memoryGb: Math.round(totalmem() / 1e9),
      system: `${type()} ${release()}`,
      node: process.version,
      postgres: version[0]!.version,
      settings: Object.fromEntries(rows.map(({ name, value }) => [name, value])),
      unloggedTables: unlogged[0]!.tables,
    };
  } finally {
    await client.end();
  }
}

/** The resident memory of a process, in bytes. */
export function residentBytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim()) * 1024;
}
