import stopTestServer from './global-teardown.mjs';
import { endServerProcess } from './server-process.mjs';

/** Ends the servers of this run and waits until their folders are gone. */
export default async function stopTestCluster() {
  await Promise.all([endServerProcess(globalThis.musterTestCluster), stopTestServer()]);
}
