import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { notStarting } from './local-service-problem.js';
import { isRunning } from './server-process.js';

/** Where its messages lie, in its folder. */
export const dataFolder = 'data';

/** A Java that can run Kafka's programs. */
export type KafkaJava = { program: string; args: string[]; env: NodeJS.ProcessEnv };

/** One broker that is its own controller. Paths are relative to its folder, because commas and foreign letters would have to be escaped. */
export function serverProperties(
  port: number,
  controllerPort: number,
  logDirs: string = dataFolder,
  advertisedPort: number = port,
): string {
  const settings: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${advertisedPort}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': logDirs,
    // There is one broker: what Kafka keeps for itself has one copy, and few partitions so that the first consumer need not wait.
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    // A broker that was killed is let in again when its old session is over: 9 s by default.
    'broker.session.timeout.ms': 2_000,
    'broker.heartbeat.interval.ms': 500,
    // A topic is made by its command, with the partitions that it shall have.
    'auto.create.topics.enable': false,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

/** Formats Kafka's data folder if it is not yet. It appears by one rename, so that a kill in the middle leaves no half of it. */
export async function formatOnce(folder: string, java: KafkaJava, log: string): Promise<void> {
  removeUnfinished(folder);
  if (existsSync(path.join(folder, dataFolder, 'meta.properties'))) return;
  const created = `${dataFolder}.new-${process.pid}`;
  const properties = `format-${process.pid}.properties`;
  // Formatting opens no port.
  writeFileSync(path.join(folder, properties), serverProperties(9092, 9093, created));
  try {
    // With an equals sign: one id in 64 begins with a hyphen.
    const clusterId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
    const args = [...java.args, 'kafka.tools.StorageTool', 'format', `--cluster-id=${clusterId}`, '-c', properties];
    await new Promise<void>((resolve, reject) => {
      execFile(java.program, args, { cwd: folder, env: java.env, timeout: 120_000 }, (error, stdout, stderr) => {
        if (!error) return resolve();
        writeFileSync(log, `${stdout}${stderr}`);
        reject(notStarting('Kafka', log, reasonIn(`${stdout}${stderr}`)));
      });
    });
    renameSync(path.join(folder, created), path.join(folder, dataFolder));
  } finally {
    rmSync(path.join(folder, properties), { force: true });
    rmSync(path.join(folder, created), { recursive: true, force: true });
  }
}

/** What Kafka's words say about why it ended: the last exception; empty if there is none. */
export function reasonIn(words: string): string {
  return [...words.matchAll(/^(?:Exception in thread "[^"]*" |Caused by: )?[\w.$]+(?:Exception|Error): (.+)$/gm)].at(-1)?.[1] ?? '';
}

function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^(?:data\.new-(\d+)|format-(\d+)\.properties)$/.exec(name)?.slice(1).find(Boolean);
    if (pid && Number(pid) !== process.pid && !isRunning(Number(pid))) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}
