import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256Of } from '#embedded-postgres/file-copy.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';

const copiedFile = z.object({ path: z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$)).+$/), bytes: z.number().int(), sha256: z.string() });

/** What a backup says of itself: what it holds, from when, and from which PostgreSQL. */
export const manifest = z.object({
  format: z.literal(1),
  /** The data are those of this moment: everything that was answered before it is in. */
  madeAt: z.iso.datetime(),
  postgres: z.string(),
  dataFolder: z.string(),
  fromWal: z.string(),
  toWal: z.string(),
  folders: z.array(z.string()),
  files: z.array(copiedFile).min(1),
});
export type Manifest = z.infer<typeof manifest>;

const fileName = 'backup.json';

/** Written last: a folder without it is no backup. */
export function writeManifest(folder: string, made: Manifest): void {
  writeFileSync(join(folder, fileName), `${JSON.stringify(made, null, 1)}\n`, { mode: 0o600, flush: true });
}

/** Reads what a backup says of itself. Throws with one sentence if the folder holds none, or one that this program does not know. */
export function readManifest(folder: string): Manifest {
  const file = join(folder, fileName);
  if (!existsSync(file)) {
    throw new SpokenProblem({ zh: `${folder} 里没有备份（缺 ${fileName}）。`, en: `${folder} holds no backup (${fileName} is missing).` });
  }
  const parsed = manifest.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues[0]!.message;
  throw new SpokenProblem({ zh: `备份 ${folder} 读不懂（${reason}）。`, en: `The backup ${folder} cannot be read (${reason}).` });
}

/** Proves that every file is there as it was written. Throws with the first that is not. */
export async function proveFiles(folder: string, files: Manifest['files']): Promise<void> {
  for (const { path, bytes, sha256 } of files) {
    const file = join(folder, path);
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === bytes && (await sha256Of(file)) === sha256) continue;
    const what = size === undefined ? { zh: '缺少', en: 'is missing' } : { zh: '被改动过或不完整', en: 'is damaged or was changed' };
    throw new SpokenProblem({
      zh: `备份 ${folder} 中的 ${path} ${what.zh}，没有恢复任何东西。`,
      en: `${path} in the backup ${folder} ${what.en}; nothing was restored.`,
    });
  }
}
