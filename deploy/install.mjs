import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fail, root, say, secondsSince } from './preflight.mjs';
import { runNpm } from './run.mjs';

/**
 * Installs packages if one that is needed is missing or is not of the version in package-lock.json. Running needs no development packages,
 * but an installation that has them keeps them.
 */
export async function ensureInstalled({ development = false } = {}) {
  const all = development || hasDevelopmentPackages();
  const missing = missingPackages(all);
  if (missing.length === 0) return;
  const start = performance.now();
  say(`安装软件包（${missing.length} 个缺失或版本不符）`, `installing packages (${missing.length} missing or of another version)`);
  const ticking = setInterval(() => {
    const count = existsSync(path.join(root, 'node_modules')) ? readdirSync(path.join(root, 'node_modules')).length : 0;
    process.stdout.write(`  … ${count} · ${secondsSince(start)}\n`);
  }, 5_000);
  const args = ['ci', all ? '--include=dev' : '--omit=dev', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const { code, output } = await runNpm(args).finally(() => clearInterval(ticking));
  if (code !== 0) {
    process.stderr.write(output);
    if (/ENOSPC/.test(output)) fail('磁盘已满，软件包未能安装。', 'The disk is full; the packages could not be installed.');
    if (/EACCES|EROFS|EPERM/.test(output)) fail(`目录 ${root} 无法写入。`, `The folder ${root} cannot be written.`);
    fail(
      '软件包未能安装（原因见上）；首次启动需要联网，请检查网络后重试。',
      'The packages could not be installed (see above); the first start needs the network.',
    );
  }
  say(`软件包已安装（${secondsSince(start)}）`, `packages installed`);
}

/** Packages of the lock file that are not in node_modules as it says. Optional ones may be missing: they are for other platforms. */
export function missingPackages(development) {
  const wanted = readLock(path.join(root, 'package-lock.json'));
  const installed = readLock(path.join(root, 'node_modules/.package-lock.json'));
  return Object.entries(wanted)
    .filter(([folder, entry]) => folder !== '' && (development || !(entry.dev || entry.devOptional)))
    .filter(([folder, entry]) => {
      const found = installed[folder];
      if (!found) return !entry.optional;
      return found.version !== entry.version || !existsSync(path.join(root, folder, 'package.json'));
    })
    .map(([folder]) => folder);
}

/** Whether a development package lies there that an installation for running alone would not bring. */
function hasDevelopmentPackages() {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const wanted = readLock(path.join(root, 'package-lock.json'));
  return Object.keys(devDependencies)
    .map((name) => `node_modules/${name}`)
    .some((folder) => wanted[folder]?.dev && existsSync(path.join(root, folder)));
}

function readLock(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}
