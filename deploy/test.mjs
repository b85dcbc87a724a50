// npm test: every kind of test, from a bare checkout. The last line is `N passed, N failed`, and what was not run.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureChromium } from './browser-programs.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureClusterPrograms } from './cluster-programs.mjs';
import { ensureInstalled } from './install.mjs';
import { requireNode, say } from './preflight.mjs';
import { run } from './run.mjs';

requireNode();
const total = { passed: 0, failed: 0, skipped: 0 };
const notRun = [];
let finished = false;
// However this ends, its last line says what it came to.
process.on('exit', () => {
  if (!finished && total.failed === 0) total.failed = 1;
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  const missing = notRun.map((kind) => `, ${kind} tests NOT RUN`).join('');
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}${missing}\n`);
});

await ensureInstalled({ development: true });
await ensureBuilt();
for (const kind of ['unit', 'medium', 'scenario']) await runTests(kind);
const hasClusterPrograms = await ensureClusterPrograms();
if (hasClusterPrograms) await runTests('cluster');
else notRun.push('cluster');
process.env.MUSTER_TEST_CLUSTER = String(hasClusterPrograms);
process.env.CHROMIUM_PATH = (await ensureChromium()) ?? '';
if (process.env.CHROMIUM_PATH) await runTests('browser');
else notRun.push('browser');
finished = true;
process.exitCode = total.failed > 0 || (notRun.length > 0 && process.env.CI === 'true') ? 1 : 0;

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
