// npm run check: everything that can be known without starting a server. Two at a time, each shown whole when it is done.
import { ensureInstalled } from './install.mjs';
import { staleFiles } from './generated.mjs';
import { requireNode, secondsSince } from './preflight.mjs';
import { run } from './run.mjs';

const cache = 'node_modules/.cache';

const checks = [
  node('types', 'node_modules/ts7/bin/tsc', '-p', 'tsconfig.json', '--noEmit'),
  node('lint', 'node_modules/eslint/bin/eslint.js', '.', '--cache', '--cache-location', `${cache}/eslint/`, '--max-warnings', '0'),
  node('types of the pages', 'node_modules/vue-tsc/bin/vue-tsc.js', '-p', 'apps/web/tsconfig.json', '--noEmit'),
  node(
    'format',
    'node_modules/prettier/bin/prettier.cjs',
    '--check',
    '.',
    '--cache',
    '--cache-location',
    `${cache}/prettier.json`,
    '--log-level',
    'warn',
  ),
  node(
    'dependency rules',
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    'apps',
    'libs',
  ),
  node('unit tests', '--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--selectProjects', 'unit', '--silent'),
  { name: 'generated files', check: generatedFiles },
];

requireNode();
await ensureInstalled({ development: true });
const waiting = [...checks];
const failed = [];
await Promise.all([worker(), worker()]);
process.stdout.write(failed.length === 0 ? '\n✓ check\n' : `\n✗ check: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function worker() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const start = performance.now();
    const { code, output } = await next.check();
    process.stdout.write(`${code === 0 ? '✓' : '✗'} ${next.name} (${secondsSince(start)})\n${code === 0 ? '' : output}`);
    if (code !== 0) failed.push(next.name);
  }
}

function node(name, ...args) {
  return { name, check: () => run(process.execPath, args) };
}

async function generatedFiles() {
  try {
    const stale = await staleFiles();
    return { code: stale.length, output: stale.map((file) => `${file} is not what the code says: npm run generate\n`).join('') };
  } catch (error) {
    return { code: 1, output: `${error.message}\n` };
  }
}
