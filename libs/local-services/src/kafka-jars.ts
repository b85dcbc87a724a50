import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LocalServicesConfig } from './config.js';
import { fileOf, kafkaArtefacts } from './kafka-artefacts.js';
import type { Artefact, Pinned } from './kafka-artefacts.js';
import { copyWithMaven } from './kafka-maven.js';
import { downloadJar } from './kafka-download.js';
import { folderUnwritable, wrongHash } from './local-service-problem.js';
import { findProgram } from './program.js';
import { isRunning } from './server-process.js';

/** A line of progress for the person who waits. */
export type Log = (zh: string, en: string) => void;

export type JarOptions = {
  config: LocalServicesConfig;
  /** Where the jars are kept; by default `kafka-<version>` (by its name) in the cache folder. */
  folder?: string;
  log?: Log;
  /** What is wanted; by default Kafka. */
  pinned?: Pinned;
};

/**
 * The jars of a program, every one with the SHA-256 that is pinned: from the cache, else through the machine's Maven (which knows its mirrors),
 * else straight from the repository. A jar enters the cache by one rename after its hash was seen.
 */
export async function kafkaJars(options: JarOptions): Promise<string[]> {
  const pinned = options.pinned ?? kafkaArtefacts();
  const { name, version, jars } = pinned;
  const folder = options.folder ?? path.join(options.config.cacheFolder, `${name.toLowerCase()}-${version}`);
  const missing = await missingIn(folder, jars);
  if (missing.length > 0) await fetchInto(folder, missing, pinned, options);
  return jars.map((jar) => path.join(folder, fileOf(jar)));
}

async function missingIn(folder: string, jars: readonly Artefact[]): Promise<Artefact[]> {
  const fits = await Promise.all(jars.map(async (jar) => (await hashOf(path.join(folder, fileOf(jar)))) === jar.sha256));
  return jars.filter((_, index) => !fits[index]);
}

async function fetchInto(folder: string, jars: readonly Artefact[], { name, version }: Pinned, { config, log }: JarOptions): Promise<void> {
  const megabytes = (list: readonly Artefact[]): string => (list.reduce((sum, jar) => sum + jar.bytes, 0) / 1e6).toFixed(0);
  log?.(`获取 ${name} ${version}（${megabytes(jars)} MB，仅首次）`, `fetching ${name} ${version} (${megabytes(jars)} MB, once)`);
  const temporary = openTemporary(folder);
  try {
    const keep = (jar: Artefact): void => renameSync(path.join(temporary, fileOf(jar)), path.join(folder, fileOf(jar)));
    const waiting = new Set(jars);
    const maven = config.mavenUrlIsGiven ? undefined : findProgram('mvn', config.programFolders);
    if (maven) {
      for (const jar of await copyWithMaven(maven, jars, temporary)) {
        await verify(jar, temporary, 'Maven');
        keep(jar);
        waiting.delete(jar);
      }
    }
    await downloadAll(name, [...waiting], temporary, keep, { config, log });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Four at a time. When one fails no other is begun, and those under way are waited for. */
async function downloadAll(
  name: string,
  queue: Artefact[],
  temporary: string,
  keep: (jar: Artefact) => void,
  { config, log }: JarOptions,
): Promise<void> {
  const total = queue.length;
  let kept = 0;
  const worker = async (): Promise<void> => {
    for (let jar = queue.shift(); jar; jar = queue.shift()) {
      await downloadJar(config.mavenUrl, jar, path.join(temporary, fileOf(jar)));
      await verify(jar, temporary, config.mavenUrl);
      keep(jar);
      kept += 1;
      if (kept % 10 === 0) log?.(`${name} 组件 ${kept}/${total}`, `parts of ${name} ${kept}/${total}`);
    }
  };
  const stopAtFailure = (error: unknown): never => {
    queue.length = 0;
    throw error;
  };
  const ended = await Promise.allSettled([1, 2, 3, 4].map(() => worker().catch(stopAtFailure)));
  const failed = ended.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** An empty folder beside the jars. Those of fetches that were killed are removed. */
function openTemporary(folder: string): string {
  const parent = path.dirname(folder);
  const temporary = `${folder}.new-${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(parent)) {
      const pid = /\.new-(\d+)$/.exec(name)?.[1];
      if (pid && name.startsWith(path.basename(folder)) && !isRunning(Number(pid))) {
        rmSync(path.join(parent, name), { recursive: true, force: true });
      }
    }
    mkdirSync(temporary, { recursive: true });
    return temporary;
  } catch (error) {
    throw folderUnwritable(folder, error);
  }
}

async function verify(jar: Artefact, folder: string, from: string): Promise<void> {
  if ((await hashOf(path.join(folder, fileOf(jar)))) !== jar.sha256) throw wrongHash(jar.artefact, from);
}

/** The SHA-256 of a file; undefined if there is none. */
async function hashOf(file: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
