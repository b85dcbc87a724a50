import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../../..');

/** Starts the PostgreSQL of this run beside it and tells the workers, by their environment, where it is. */
export default async function startTestServer() {
  const server = spawn(
    process.execPath,
    ['--import', './libs/testing/loader/register.mjs', 'libs/testing/src/test-server.ts', 'apps/setup/src/migrations.ts'],
    { cwd: root, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  process.env.MUSTER_TEST_SERVER = await new Promise((resolve, reject) => {
    createInterface(server.stdout).once('line', resolve);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the PostgreSQL of the tests did not start (exit ${code}); see above`)));
  });
  globalThis.musterTestServer = server;
}
