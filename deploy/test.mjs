// npm test: every kind of test, from a bare checkout. The last line is `N passed, N failed`.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChromium } from '../libs/testing/jest/chromium.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { requireNode, say } from './preflight.mjs';
import { run } from './run.mjs';

requireNode();
const total = { passed: 0, failed: 0, skipped: 0 };
let browsers = true;
// However this ends, its last line says what it came to.
process.on('exit', (code) => {
  if (code !== 0 && total.failed === 0 && browsers) total.failed = 1;
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}${browsers ? '' : ', browser tests NOT RUN'}\n`);
});

await ensureInstalled({ development: true });
await ensureBuilt();
for (const kind of ['unit', 'medium', 'scenario']) await runTests(kind);
process.env.CHROMIUM_PATH = (await ensureChromium()) ?? '';
browsers = process.env.CHROMIUM_PATH !== '';
if (browsers) await runTests('browser');
process.exitCode = total.failed > 0 || (!browsers && process.env.CI === 'true') ? 1 : 0;

async function runTests(kind) {
  say(`测试 ${kind}`, `${kind} tests`);
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-results-'));
  const outputFile = path.join(folder, 'results.json');
  const options = ['--selectProjects', kind, '--passWithNoTests', '--json', `--outputFile=${outputFile}`];
  try {
    const { code } = await run(
      process.execPath,
      ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...options],
      {
        show: 'errors',
      },
    );
    count(code, existsSync(outputFile) ? JSON.parse(readFileSync(outputFile, 'utf8')) : undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Adds up a run. A file that could not even be loaded, and a run that broke off, count as one failure. */
function count(code, results) {
  total.passed += results?.numPassedTests ?? 0;
  total.skipped += (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0);
  const failed = (results?.numFailedTests ?? 0) + (results?.numRuntimeErrorTestSuites ?? 0);
  total.failed += code !== 0 && failed === 0 ? 1 : failed;
}

/** The browser; where we may (root on Debian), it is installed. */
async function ensureChromium() {
  const found = findChromium();
  if (found || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return found;
  say('安装 Chromium', 'installing Chromium');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { show: true, env });
  await run('apt-get', ['install', '-y', '-q', 'chromium', 'fonts-noto-cjk'], { show: true, env });
  return findChromium();
}
