import { endServerProcess } from './server-process.mjs';

/** Ends the PostgreSQL of this run and waits until its folder is gone. */
export default async function stopTestServer() {
  await endServerProcess(globalThis.musterTestServer);
}
