import { SpokenProblem } from '#service-kit/spoken-problem.js';

/** Why a local Kafka or Redis cannot start: what a person has to put right, told apart from bugs. */
export type LocalServiceProblemCode =
  'java-missing' | 'redis-missing' | 'kafka-not-downloaded' | 'wrong-hash' | 'folder-unwritable' | 'already-running' | 'not-starting';

/** A problem of this kind, by its code. */
export class LocalServiceProblem extends SpokenProblem {
  constructor(
    readonly code: LocalServiceProblemCode,
    text: { zh: string; en: string },
    options?: ErrorOptions,
  ) {
    super(text, options);
  }
}

/** Kafka runs on Java 17 or later; `found` says what is there instead, if anything. */
export function javaMissing(found: string | undefined): LocalServiceProblem {
  return new LocalServiceProblem('java-missing', {
    zh: `本机 Kafka 需要 Java 17 或更高版本（${found ? `现有 ${found}` : '未找到'}）；请安装（Debian：apt-get install default-jre-headless），或用 KAFKA_BROKERS 指定已有的 Kafka。`,
    en: `A local Kafka needs Java 17 or later (${found ? `this is ${found}` : 'there is none'}); install it (Debian: apt-get install default-jre-headless), or name a Kafka in KAFKA_BROKERS.`,
  });
}

/** This machine has no redis-server. */
export function redisMissing(program: string): LocalServiceProblem {
  return new LocalServiceProblem('redis-missing', {
    zh: `本机没有 ${program}；请安装（Debian：apt-get install redis-server），或用 REDIS_URL 指定已有的 Redis。`,
    en: `This machine has no ${program}; install it (Debian: apt-get install redis-server), or name a Redis in REDIS_URL.`,
  });
}

/** Neither Maven nor the network brought a part of Kafka. */
export function notDownloaded(artefact: string, from: string, reason: string, cause?: unknown): LocalServiceProblem {
  return new LocalServiceProblem(
    'kafka-not-downloaded',
    {
      zh: `Kafka 的组件 ${artefact} 无法从 ${from} 下载（${reason}）；请检查网络，或用 MUSTER_MAVEN_URL 指定镜像、用 KAFKA_BROKERS 指定已有的 Kafka。`,
      en: `The part ${artefact} of Kafka cannot be fetched from ${from} (${reason}); check the network, or name a mirror in MUSTER_MAVEN_URL, or a Kafka in KAFKA_BROKERS.`,
    },
    { cause },
  );
}

/** What was fetched is not what was pinned. It is thrown away, never run. */
export function wrongHash(artefact: string, from: string): LocalServiceProblem {
  return new LocalServiceProblem('wrong-hash', {
    zh: `从 ${from} 得到的 ${artefact} 与登记的 SHA-256 不符，已弃用；请换一个镜像（MUSTER_MAVEN_URL）后重试。`,
    en: `What ${from} serves as ${artefact} has another SHA-256 than the pinned one and was thrown away; use another mirror (MUSTER_MAVEN_URL).`,
  });
}

/** Nobody may write there, the disk is full, or it is not a folder. */
export function folderUnwritable(folder: string, cause: unknown): LocalServiceProblem {
  const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  return new LocalServiceProblem(
    'folder-unwritable',
    { zh: `目录 ${folder} 无法写入（${reason}）。`, en: `The folder ${folder} cannot be written (${reason}).` },
    { cause },
  );
}

/** Another living process has the server of this folder. */
export function alreadyRunning(name: string, folder: string): LocalServiceProblem {
  return new LocalServiceProblem('already-running', {
    zh: `另一个集结进程正在使用 ${folder} 中的 ${name}，请先停止它。`,
    en: `Another Muster is running the ${name} in ${folder}; stop it first.`,
  });
}

/** The server ended, or did not answer in time; its own words are in its log. */
export function notStarting(name: string, log: string, words: string): LocalServiceProblem {
  const said = words === '' ? { zh: '', en: '' } : { zh: `（${words}）`, en: ` (${words})` };
  return new LocalServiceProblem('not-starting', {
    zh: `本机 ${name} 未能启动${said.zh}，详见 ${log}。`,
    en: `The local ${name} does not start${said.en}; see ${log}.`,
  });
}
