import { access, lstat, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import { isRefused } from '#service-kit/refused.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { SERVICE_CONFIG } from '#service-kit/service-config.js';
import { WarningTakingService } from '../warning-taking.service.js';
import type { Look } from './folder.rules.js';
import { steadyFiles } from './folder.rules.js';
import { reasonLine, reasonText } from './refusal.rules.js';
import { cityPath, isOnWatch } from './source.queries.js';
import { WarningSourceService } from './warning-source.service.js';

const largestBytes = 5 * 1_048_576;
const filesPerLook = 20;
const lookForMs = 5_000;

type Outcome = 'taken' | 'refused' | 'gone';

/**
 * Reads the messages that are put into a folder, and moves each to `taken` or `refused` there, the latter beside its reasons. A message is taken before it
 * is moved: who dies in between finds it again, and it is a repeat.
 */
@Injectable()
export class FolderService {
  private looks: ReadonlyMap<string, Look> = new Map();

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly database: DataSource,
    private readonly taking: WarningTakingService,
    private readonly sources: WarningSourceService,
  ) {}

  /** Looks once; answers how many files it moved. Of several nodes one looks at a time. */
  async readFolder(): Promise<number> {
    const folder = this.config.warnings?.folder ?? null;
    if (folder === null) return 0;
    const key = { kind: 'folder' as const, name: folder };
    const counts = { taken: 0, refused: 0, gone: 0 };
    try {
      const steady = await this.lookAround(folder);
      if (steady.length > 0) {
        await this.database.transaction(async (tx) => {
          const receivedPath = await cityPath(tx);
          if (receivedPath === null || !(await isOnWatch(tx, folder))) return;
          const until = performance.now() + lookForMs;
          for (const name of steady.slice(0, filesPerLook)) {
            if (performance.now() > until) break;
            counts[await this.readFile(folder, name, receivedPath)] += 1;
          }
        });
      }
      await this.sources.wasRead(key, counts);
    } catch (error) {
      const { code, path, syscall } = error as NodeJS.ErrnoException;
      // Only the file system names a path: that is the folder's problem. The rest is an outage, and the next look takes over.
      if (code === undefined || path === undefined) throw error;
      await this.sources.failed(key, `${code} ${syscall}`, counts);
    }
    return counts.taken + counts.refused;
  }

  private async lookAround(folder: string): Promise<string[]> {
    const files = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isFile() || !/\.xml$/i.test(entry.name)) continue;
      const found = await lstat(join(folder, entry.name)).catch(unlessGone);
      if (found) files.push({ name: entry.name, size: found.size, changedMs: found.mtimeMs });
    }
    const { steady, looks } = steadyFiles(files, this.looks, performance.now());
    this.looks = looks;
    return steady;
  }

  private async readFile(folder: string, name: string, receivedPath: string): Promise<Outcome> {
    const path = join(folder, name);
    const found = await lstat(path).catch(unlessGone);
    if (!found) return 'gone';
    if (found.size > largestBytes) return this.refuse(folder, name, reasonText('too-large'), 'too-large');
    const body = await readFile(path).catch(unlessGone);
    if (!body) return 'gone';
    try {
      await this.taking.takeMessage({ body, door: 'folder', receivedPath, by: { kind: 'service', id: 'intake' } });
    } catch (error) {
      if (!isRefused(error) || error.code === 'unavailable') throw error;
      return this.refuse(folder, name, reasonText(error.code, error.fields), reasonLine(error.code, error.fields));
    }
    return this.move(folder, name, 'taken');
  }

  private async refuse(folder: string, name: string, reason: string, line: string): Promise<Outcome> {
    const outcome = await this.move(folder, name, 'refused', reason);
    if (outcome === 'refused') this.sources.wasRefused({ kind: 'folder', name: folder }, name, line);
    return outcome;
  }

  /** Moves a file, never over another one: a name may be used again. The reason is there before the file is. */
  private async move(folder: string, name: string, to: 'taken' | 'refused', reason?: string): Promise<Outcome> {
    await mkdir(join(folder, to), { recursive: true });
    const { name: stem, ext } = parse(name);
    const isFree = await access(join(folder, to, name)).then(
      () => false,
      () => true,
    );
    const target = join(folder, to, isFree ? name : `${stem}.${uuidv7()}${ext}`);
    if (reason !== undefined) await writeFile(`${target}.reason.txt`, reason);
    const moved = await rename(join(folder, name), target).then(() => true, unlessGone);
    return moved ? to : 'gone';
  }
}

/** Another node, or a person, was quicker. */
function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
