import { startServerProcess } from './server-process.mjs';

/** Starts the PostgreSQL of this run beside it and tells the workers, by their environment, where it is. One serves all kinds of tests of a run. */
export default async function startTestServer() {
  if (globalThis.musterTestServer) return;
  const { child, line } = await startServerProcess('the PostgreSQL', 'libs/testing/src/test-server.ts', 'apps/setup/src/migrations.ts');
  globalThis.musterTestServer = child;
  process.env.MUSTER_TEST_SERVER = line;
}
