import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startKafka, stopLeftoverKafka } from '#local-services/local-kafka.js';
import { startRedis, stopLeftoverRedis } from '#local-services/local-redis.js';
import { LocalServiceProblem } from '#local-services/local-service-problem.js';
import { isRunning } from '#local-services/server-process.js';

/** Where the cluster tests of a run find the servers that were asked for. */
export type ClusterServers = { kafka?: string; redis?: string };

const prefix = 'muster-cluster-';

/**
 * The Kafka and the Redis of one test run, in a process of its own: they live as long as its standard input, so that they end with the run
 * however the run ends. The arguments say which are wanted.
 */
async function serveCluster(wanted: readonly string[]): Promise<void> {
  await removeLeftovers();
  const folder = mkdtempSync(path.join(tmpdir(), `${prefix}${process.pid}-`));
  const started: { stop(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const log = (zh: string, en: string): void => void process.stderr.write(`▸ ${zh} · ${en}\n`);
  try {
    const servers: ClusterServers = {};
    if (wanted.includes('redis')) {
      const redis = await startRedis({ folder });
      started.push(redis);
      servers.redis = redis.url;
    }
    if (wanted.includes('kafka')) {
      const kafka = await startKafka({ folder, log });
      started.push(kafka);
      servers.kafka = kafka.brokers;
    }
    process.stdout.write(`${JSON.stringify(servers)}\n`);
  } catch (error) {
    await close();
    if (!(error instanceof LocalServiceProblem)) throw error;
    process.stderr.write(`${error.text.zh}\n${error.text.en}\n`);
    process.exit(1);
  }
  await new Promise<void>((resolve) => process.stdin.resume().once('end', resolve).once('close', resolve));
  await close();
}

/** Servers of runs whose own process was killed too. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (!pid || isRunning(Number(pid))) continue;
    const folder = path.join(tmpdir(), name);
    await stopLeftoverKafka(folder);
    await stopLeftoverRedis(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

// Ctrl-C goes to the run; this one follows when its standard input ends.
process.on('SIGINT', () => undefined);
await serveCluster(process.argv.slice(2));
