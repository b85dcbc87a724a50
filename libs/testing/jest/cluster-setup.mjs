import startTestServer from './global-setup.mjs';
import stopTestServer from './global-teardown.mjs';
import { startServerProcess } from './server-process.mjs';

/**
 * Starts the PostgreSQL of this run, and one Kafka and one Redis besides, and tells the workers, by their environment, where they are.
 * Servers that the environment already names (MUSTER_TEST_KAFKA, MUSTER_TEST_REDIS) are used instead.
 */
export default async function startTestCluster() {
  await startTestServer();
  const wanted = ['kafka', 'redis'].filter((name) => !process.env[`MUSTER_TEST_${name.toUpperCase()}`]);
  if (wanted.length === 0) return;
  try {
    const { child, line } = await startServerProcess('the Kafka and Redis', 'libs/testing/src/cluster-servers.ts', ...wanted);
    globalThis.musterTestCluster = child;
    const servers = JSON.parse(line);
    for (const name of wanted) process.env[`MUSTER_TEST_${name.toUpperCase()}`] = servers[name];
  } catch (error) {
    // Jest does not tear down what was not set up.
    await stopTestServer();
    throw error;
  }
}
