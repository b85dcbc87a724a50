import { spawn } from 'node:child_process';
import { root } from './preflight.mjs';

/**
 * Runs a program in the checkout and answers its exit code and what it printed. With `show` both streams (or `errors` only) go straight to
 * the screen; otherwise they are kept, and shown by the caller if they matter.
 */
export function run(command, args, { show = false, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const kept = [];
    child.stdout.on('data', (chunk) => (show === true ? process.stdout.write(chunk) : kept.push(chunk)));
    child.stderr.on('data', (chunk) => (show ? process.stderr.write(chunk) : kept.push(chunk)));
    // Who stops us stops what we run: an installation that goes on alone would trip up the next one.
    const stop = (signal) => {
      child.kill(signal);
      process.exit(1);
    };
    const listen = (how) => ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => process[how](signal, stop));
    listen('on');
    child.once('error', reject);
    child.once('close', (code) => {
      listen('off');
      resolve({ code: code ?? 1, output: Buffer.concat(kept).toString('utf8') });
    });
  });
}

/** Runs npm, the same one that runs us if it does. */
export function runNpm(args, options) {
  const own = process.env.npm_execpath;
  return own?.endsWith('npm-cli.js') ? run(process.execPath, [own, ...args], options) : run('npm', args, options);
}
