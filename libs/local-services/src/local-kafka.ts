import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answersWith } from './answer.js';
import { readLocalServicesConfig } from './config.js';
import { freePort } from './free-port.js';
import { kafkaJars } from './kafka-jars.js';
import type { Log } from './kafka-jars.js';
import { dataFolder, formatOnce, reasonIn, serverProperties } from './kafka-storage.js';
import type { KafkaJava } from './kafka-storage.js';
import { startLocalServer, stopLeftover } from './local-server.js';
import type { ServerSign } from './local-server.js';
import { folderUnwritable } from './local-service-problem.js';
import { findJava } from './program.js';

export type LocalKafkaOptions = {
  /** Its messages, settings and log lie here, and stay over restarts. */
  folder: string;
  /** The port to try first; if it is taken, another one is used. Without it Kafka comes back where it was, if it can. */
  port?: number;
  /** The port that it tells its clients, where something stands in between. */
  advertisedPort?: number;
  /** Where its programs are kept; by default in the user's cache folder. */
  cacheFolder?: string;
  log?: Log;
};

export type LocalKafka = {
  /** Host and port for clients. */
  brokers: string;
  port: number;
  pid: number;
  /** Fulfilled when the process has ended, asked to or not. */
  exited: Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
};

const virtualMachine = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];
const logging = [
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
  '-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaConfig=warn',
];

/**
 * Starts the Kafka of a folder (KRaft, one node) and waits until it answers. It is fetched at the first time, and verified every time.
 * Throws `LocalServiceProblem` with one sentence for what a person has to put right.
 */
export async function startKafka(options: LocalKafkaOptions): Promise<LocalKafka> {
  const folder = path.resolve(options.folder);
  const config = readLocalServicesConfig();
  const program = await findJava(config.programFolders);
  const jars = await kafkaJars({ config, folder: options.cacheFolder, log: options.log });
  try {
    mkdirSync(path.join(folder, 'temporary'), { recursive: true });
  } catch (error) {
    throw folderUnwritable(folder, error);
  }
  const java: KafkaJava = {
    program,
    // The folder is named so that this Kafka is recognised by its command line.
    args: [...virtualMachine, ...logging, '-Djava.io.tmpdir=temporary', folderSign(folder), '-cp', jars.join(path.delimiter)],
    // Java reads file names by the language: without UTF-8 a folder with Chinese letters cannot be opened.
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  };
  const server = await startLocalServer(
    {
      ...signOf(folder),
      command: async (port) => {
        await formatOnce(folder, java, path.join(folder, 'kafka.log'));
        writeFileSync(path.join(folder, 'server.properties'), serverProperties(port, await freePort(), dataFolder, options.advertisedPort));
        return { program, args: [...java.args, 'kafka.Kafka', 'server.properties'], env: java.env };
      },
      answers: (port) => answersWith(port, apiVersionsRequest, (answer) => answer.length >= 10 && answer.readInt16BE(8) === 0),
      reasonIn,
      startWithinMs: 120_000,
    },
    options.port,
  );
  return { brokers: `127.0.0.1:${server.port}`, ...server };
}

/** Stops the Kafka of a folder if it outlived the process that started it. */
export async function stopLeftoverKafka(folder: string): Promise<void> {
  await stopLeftover(signOf(path.resolve(folder)));
}

function signOf(folder: string): ServerSign {
  return {
    name: 'Kafka',
    folder,
    isOurs: (commandLine) => commandLine.includes('kafka.Kafka') && commandLine.includes(`${folderSign(folder)} `),
    stopWithinMs: 30_000,
  };
}

function folderSign(folder: string): string {
  return `-Dmuster.folder=${folder}`;
}

/** ApiVersions, version 0, correlation 1, no client id: what every client asks first. The answer's error code is at byte 8. */
const apiVersionsRequest = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);
