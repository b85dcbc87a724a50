import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../../..');

/** Starts a TypeScript module beside the run that brings up servers and says where they are in one line; answers the process and the line. */
export async function startServerProcess(what, module, ...args) {
  const child = spawn(process.execPath, ['--import', './libs/testing/loader/register.mjs', module, ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const line = await new Promise((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${what} of the tests did not start (exit ${code}); see above`)));
  });
  return { child, line };
}

/** Ends such a process by closing its standard input, and waits until its folder is gone. */
export async function endServerProcess(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.stdin.end();
  await exit;
}
