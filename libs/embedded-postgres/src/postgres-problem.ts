import { SpokenProblem } from '#service-kit/spoken-problem.js';

/** Why the embedded PostgreSQL cannot start: what a person has to put right, told apart from bugs. */
export type PostgresProblemCode =
  | 'unsupported-platform'
  | 'library-links-missing'
  | 'binaries-not-runnable'
  | 'data-folder-unwritable'
  | 'data-folder-broken'
  | 'disk-full'
  | 'already-running'
  | 'not-starting';

/** A problem of this kind, by its code. */
export class PostgresProblem extends SpokenProblem {
  constructor(
    readonly code: PostgresProblemCode,
    text: { zh: string; en: string },
    options?: ErrorOptions,
  ) {
    super(text, options);
  }
}

/** Nobody may write there, or it is not a folder. */
export function dataFolderUnwritable(folder: string, cause?: unknown): PostgresProblem {
  return new PostgresProblem(
    'data-folder-unwritable',
    {
      zh: `数据目录 ${folder} 无法写入，请用 MUSTER_DATA 指定一个可写的目录。`,
      en: `The data folder ${folder} cannot be written; name a writable folder in MUSTER_DATA.`,
    },
    { cause },
  );
}

/** What lies in the data folder is not a database of this version that we can open. Nothing of it is touched. */
export function dataFolderBroken(folder: string, reason: { zh: string; en: string }): PostgresProblem {
  return new PostgresProblem('data-folder-broken', {
    zh: `数据目录 ${folder} 已损坏（${reason.zh}），请恢复备份，或用 MUSTER_DATA 另指定一个空目录。`,
    en: `The data folder ${folder} is broken (${reason.en}); restore a backup of it, or name an empty folder in MUSTER_DATA.`,
  });
}

/** No space is left where the data lie. */
export function diskFull(folder: string, cause?: unknown): PostgresProblem {
  return new PostgresProblem(
    'disk-full',
    {
      zh: `数据目录 ${folder} 所在磁盘已满，请腾出至少 300 MB 空间后重试。`,
      en: `The disk that holds the data folder ${folder} is full; free at least 300 MB and start again.`,
    },
    { cause },
  );
}

/** Another living Muster has this data folder open. */
export function alreadyRunning(folder: string): PostgresProblem {
  return new PostgresProblem('already-running', {
    zh: `另一个集结进程正在使用数据目录 ${folder}，请先停止它，或用 MUSTER_DATA 另指定目录。`,
    en: `Another Muster is running on the data folder ${folder}; stop it first, or name another folder in MUSTER_DATA.`,
  });
}

/** The problem behind an error of the file system; undefined if it is none of ours to explain. */
export function problemOfFileError(error: unknown, folder: string): PostgresProblem | undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, error);
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ELOOP', 'ENAMETOOLONG'].includes(code ?? '')) {
    return dataFolderUnwritable(folder, error);
  }
  return undefined;
}
