import { freeBytes } from '#embedded-postgres/file-copy.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';

/** What a server needs besides its files while it starts. */
export const spareBytes = 128 * 1024 * 1024;

/** Refuses to begin what would fill the disk. */
export function requireSpace(folder: string, neededBytes: number): void {
  const free = freeBytes(folder);
  if (free >= neededBytes) return;
  const [needed, left] = [neededBytes, free].map((bytes) => `${Math.ceil(bytes / 1024 / 1024)} MB`);
  throw new SpokenProblem({
    zh: `${folder} 所在磁盘空间不够：需要 ${needed}，还剩 ${left}。`,
    en: `The disk of ${folder} has not enough room: ${needed} are needed, ${left} are free.`,
  });
}
