import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answersWith } from './answer.js';
import { readLocalServicesConfig } from './config.js';
import { s3ProxyArtefacts } from './kafka-artefacts.js';
import { kafkaJars } from './kafka-jars.js';
import type { Log } from './kafka-jars.js';
import { startLocalServer, stopLeftover } from './local-server.js';
import type { ServerSign } from './local-server.js';
import { findJava } from './program.js';

export type LocalS3Options = {
  /** Its bucket, settings and log lie here. */
  folder: string;
  /** The port to try first; if it is taken, another one is used. */
  port?: number;
  log?: Log;
};

/** A server that speaks the S3 API, with one bucket and one pair of keys. */
export type LocalS3 = {
  url: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
  port: number;
  pid: number;
  /** Fulfilled when the process has ended, asked to or not. */
  exited: Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
};

const bucket = 'muster-evidence';
const [accessKey, secretKey] = ['local', 'local-secret'];
const virtualMachine = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];

/** Starts an S3 server over a folder, for tests and for trying it out. It is fetched at the first time, and verified every time. */
export async function startS3(options: LocalS3Options): Promise<LocalS3> {
  const folder = path.resolve(options.folder);
  const config = readLocalServicesConfig();
  const program = await findJava(config.programFolders);
  const jars = await kafkaJars({ config, pinned: s3ProxyArtefacts(), log: options.log });
  mkdirSync(path.join(folder, 's3-data', bucket), { recursive: true });
  writeFileSync(path.join(folder, 'logback.xml'), logging);
  const server = await startLocalServer(
    {
      ...signOf(folder),
      command: async (port) => {
        writeFileSync(path.join(folder, 's3proxy.properties'), settings(port, path.join(folder, 's3-data')));
        const said = ['-Dlogback.configurationFile=logback.xml', folderSign(folder), '-cp', jars.join(path.delimiter)];
        return {
          program,
          args: [...virtualMachine, ...said, 'org.gaul.s3proxy.Main', '--properties', 's3proxy.properties'],
          env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
        };
      },
      answers: (port) => answersWith(port, question, (answer) => answer.toString('latin1').startsWith('HTTP/1.1 ')),
      reasonIn: (log) => log.trim().split('\n').at(-1) ?? '',
      startWithinMs: 60_000,
    },
    options.port,
  );
  return { url: `http://127.0.0.1:${server.port}`, bucket, accessKey, secretKey, ...server };
}

/** Stops the S3 server of a folder if it outlived the process that started it. */
export async function stopLeftoverS3(folder: string): Promise<void> {
  await stopLeftover(signOf(path.resolve(folder)));
}

function signOf(folder: string): ServerSign {
  return {
    name: 'S3Proxy',
    folder,
    isOurs: (commandLine) => commandLine.includes('org.gaul.s3proxy.Main') && commandLine.includes(`${folderSign(folder)} `),
    stopWithinMs: 10_000,
  };
}

function folderSign(folder: string): string {
  return `-Dmuster.folder=${folder}`;
}

function settings(port: number, data: string): string {
  return [
    's3proxy.authorization=aws-v2-or-v4',
    `s3proxy.identity=${accessKey}`,
    `s3proxy.credential=${secretKey}`,
    `s3proxy.endpoint=http://127.0.0.1:${port}`,
    'jclouds.provider=filesystem-nio2',
    'jclouds.identity=-',
    'jclouds.credential=-',
    `jclouds.filesystem.basedir=${data.replaceAll('\\', '\\\\')}`,
    '',
  ].join('\n');
}

const question = Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
const logging = `<configuration>
  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n</pattern></encoder></appender>
  <root level="WARN"><appender-ref ref="OUT"/></root>
</configuration>
`;
