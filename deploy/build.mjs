import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fail, root, say, secondsSince } from './preflight.mjs';
import { run } from './run.mjs';

const everywhere = ['package.json', 'package-lock.json'];

const server = {
  zh: '服务端',
  en: 'server',
  stamp: 'dist/.server.stamp',
  sources: [...everywhere, 'tsconfig.json', 'tsconfig.build.json', ...sourceFolders()],
  outputs: ['dist/apps', 'dist/libs'],
  args: ['node_modules/ts7/bin/tsc', '-p', 'tsconfig.build.json'],
};

const web = {
  zh: '网页',
  en: 'pages',
  stamp: 'dist/.web.stamp',
  sources: [...everywhere, 'apps/web', 'libs/contracts/src'],
  outputs: ['dist/web'],
  args: ['node_modules/vite/bin/vite.js', 'build', '--config', 'apps/web/vite.config.ts', '--logLevel', 'warn'],
};

/** Builds what does not fit its sources: server to dist/apps and dist/libs, pages to dist/web. Side by side, because they share nothing. */
export async function ensureBuilt() {
  await Promise.all([server, web].map(ensureTarget));
}

async function ensureTarget(target) {
  const print = fingerprint(target.sources);
  const stamp = path.join(root, target.stamp);
  const built = target.outputs.every((folder) => existsSync(path.join(root, folder)));
  if (built && existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return;
  const start = performance.now();
  say(`构建${target.zh}`, `building the ${target.en}`);
  // Without its stamp a build that is killed in the middle is done again.
  for (const old of [target.stamp, ...target.outputs]) rmSync(path.join(root, old), { recursive: true, force: true });
  const { code, output } = await run(process.execPath, target.args);
  if (code !== 0) {
    process.stderr.write(output);
    fail(`${target.zh}构建失败（原因见上）。`, `The ${target.en} could not be built (see above).`);
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, print);
  say(`${target.zh}已构建（${secondsSince(start)}）`, `${target.en} built`);
}

/** A hash over names and contents, so that neither a checkout's times nor a copy make a difference. */
function fingerprint(sources) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesOf).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(source) {
  const full = path.join(root, source);
  if (!existsSync(full)) return [];
  if (path.extname(source) !== '') return [source];
  return readdirSync(full, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
}

function sourceFolders() {
  return ['apps', 'libs']
    .flatMap((kind) => readdirSync(path.join(root, kind)).map((name) => path.join(kind, name, 'src')))
    .filter((folder) => !folder.startsWith(path.join('apps', 'web')) && existsSync(path.join(root, folder)));
}
