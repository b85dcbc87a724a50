/** A file as it looked: when it was first seen so, in monotonic milliseconds. */
export type Look = { size: number; changedMs: number; sinceMs: number };

const steadyAfterMs = 1_000;

/**
 * Looks at the files again: which of them have stood unchanged for a second, so that whoever writes them has finished. Answers the looks to
 * compare with next time; a file that is gone is forgotten.
 */
export function steadyFiles(
  files: readonly { name: string; size: number; changedMs: number }[],
  before: ReadonlyMap<string, Look>,
  nowMs: number,
): { steady: string[]; looks: Map<string, Look> } {
  const looks = new Map<string, Look>();
  for (const { name, size, changedMs } of files) {
    const last = before.get(name);
    const same = last !== undefined && last.size === size && last.changedMs === changedMs;
    looks.set(name, same ? last : { size, changedMs, sinceMs: nowMs });
  }
  const steady = [...looks].filter(([, look]) => nowMs - look.sinceMs >= steadyAfterMs).map(([name]) => name);
  return { steady: steady.sort(), looks };
}
