import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const clusterState = z.object({
  url: z.string(),
  supervisor: z.number().int(),
  databaseUrl: z.string(),
  kafka: z.object({ brokers: z.string(), pid: z.number().int().optional() }),
  redis: z.object({ url: z.string(), pid: z.number().int().optional() }),
  /** Where the lines of a fault run are controlled. */
  lines: z.object({ url: z.string(), token: z.string(), names: z.array(z.string()) }).optional(),
  members: z.array(z.object({ name: z.string(), app: z.string(), url: z.string(), pid: z.number().int().optional() })),
});

/** What runs where: for the fault run, and for an operator who looks for a process. */
export type ClusterState = z.infer<typeof clusterState>;

/** Writes it, whole or not at all, for its owner alone: it holds the database's password. */
export function writeState(dataFolder: string, state: ClusterState): void {
  writeFileSync(`${fileIn(dataFolder)}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${fileIn(dataFolder)}.new`, fileIn(dataFolder));
}

/** The cluster that runs over a data folder; undefined if none was started, or it was stopped in order. */
export function readState(dataFolder: string): ClusterState | undefined {
  const file = fileIn(dataFolder);
  return existsSync(file) ? clusterState.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

/** Nothing runs any more. */
export function forgetState(dataFolder: string): void {
  rmSync(fileIn(dataFolder), { force: true });
}

function fileIn(dataFolder: string): string {
  return join(dataFolder, 'cluster.json');
}
