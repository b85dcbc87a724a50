import { fileURLToPath } from 'node:url';

/** The checkout, wherever it lies and whatever its path is called. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Ends with one clear sentence if this Node is too old. Runs before anything that an old Node could stumble over. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `集结需要 Node.js 20.19 或更高版本，当前为 ${process.versions.node}。`,
    `Muster needs Node.js 20.19 or later; this is ${process.versions.node}.`,
  );
}

/** A step on the screen, in both languages. */
export function say(zh, en) {
  process.stdout.write(`▸ ${zh} · ${en}\n`);
}

/** Ends with one sentence in both languages. */
export function fail(zh, en) {
  process.stderr.write(`\n✗ ${zh}\n  ${en}\n`);
  process.exit(1);
}

/** Seconds since then, for people. */
export function secondsSince(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
