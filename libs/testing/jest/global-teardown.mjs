import { once } from 'node:events';

/** Ends the PostgreSQL of this run and waits until its folder is gone. */
export default async function stopTestServer() {
  const server = globalThis.musterTestServer;
  if (!server || server.exitCode !== null) return;
  const exit = once(server, 'exit');
  server.stdin.end();
  await exit;
}
