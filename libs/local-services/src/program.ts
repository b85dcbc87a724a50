import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { javaMissing } from './local-service-problem.js';

const oldestJava = 17;

/** A program of this machine by its name, or by its whole path; undefined if it is not there. */
export function findProgram(name: string, folders: readonly string[]): string | undefined {
  if (path.isAbsolute(name)) return isExecutable(name) ? name : undefined;
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

/** The first Java that is new enough for Kafka. One that is too old is passed over: a newer one may lie behind it. */
export async function findJava(folders: readonly string[]): Promise<string> {
  let found: string | undefined;
  for (const folder of folders) {
    const java = findProgram('java', [folder]);
    if (!java) continue;
    const version = await versionOf(java);
    if (version !== undefined && majorOf(version) >= oldestJava) return java;
    found ??= version && `Java ${version}`;
  }
  throw javaMissing(found);
}

/** The major number of what Java calls its version: 17.0.15 is 17, 1.8.0_402 is 8, 21-ea is 21. */
export function majorOf(version: string): number {
  const [first = 0, second = 0] = version.split(/[._-]/).map(Number);
  return first === 1 ? second : first;
}

/** Java writes its version to standard error; undefined if it does not run (macOS has a `java` that only says where to buy one). */
function versionOf(java: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(java, ['-version'], { timeout: 30_000 }, (_, stdout, stderr) => {
      resolve(/version "([^"]+)"/.exec(`${stderr}${stdout}`)?.[1]);
    });
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
