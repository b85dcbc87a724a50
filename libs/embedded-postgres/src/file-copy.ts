import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, statfsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';

/** One file of a copy: its path below the folder, with `/`, and what it must hold. */
export type CopiedFile = { path: string; bytes: number; sha256: string };

const chunkBytes = 1024 * 1024;
const atOnce = 8;

/**
 * Copies files from one folder to another, readable by their owner alone and flushed to the disk; answers what was copied. A file that is gone by
 * the time it is read is left out: that is how a running database drops one.
 */
export async function copyFiles(from: string, to: string, paths: readonly string[]): Promise<CopiedFile[]> {
  const copied: CopiedFile[] = [];
  const waiting = [...paths];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const file = await copyFile(path.join(from, next), path.join(to, next));
      if (file) copied.push({ path: next, ...file });
    }
  };
  for (const folder of new Set(paths.map((each) => path.dirname(each)))) mkdirSync(path.join(to, folder), { recursive: true, mode: 0o700 });
  await Promise.all(Array.from({ length: atOnce }, work));
  return copied.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function copyFile(from: string, to: string): Promise<{ bytes: number; sha256: string } | undefined> {
  const source = await open(from, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!source) return undefined;
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafe(chunkBytes);
      let bytes = 0;
      for (;;) {
        const { bytesRead } = await source.read(buffer, 0, chunkBytes, bytes);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
        await target.write(buffer, 0, bytesRead);
        bytes += bytesRead;
      }
      await target.sync();
      return { bytes, sha256: hash.digest('hex') };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** The SHA-256 of what a file holds. */
export async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** Every folder and file below a folder, without those whose path (with `/`) is passed over; of a folder that is passed over, nothing. */
export function listTree(folder: string, isPassedOver: (path: string) => boolean): { folders: string[]; files: string[] } {
  const found = { folders: [] as string[], files: [] as string[] };
  const look = (below: string): void => {
    for (const entry of readdirSync(path.join(folder, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (isPassedOver(name)) continue;
      if (entry.isDirectory()) {
        found.folders.push(name);
        look(name);
      } else if (entry.isFile()) found.files.push(name);
    }
  };
  look('');
  return found;
}

/** Bytes that an ordinary user may still write on the disk of this folder. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
