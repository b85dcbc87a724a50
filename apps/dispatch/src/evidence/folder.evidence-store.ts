import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryPrefix } from './evidence-name.rules.js';
import { EvidenceStore } from './evidence-store.js';
import type { StoredContent } from './evidence-store.js';

/** Evidence in a folder, one file each: in the data folder of one process, or on a disk that all processes of dispatch see. */
export class FolderEvidenceStore extends EvidenceStore {
  constructor(private readonly folder: string) {
    super();
  }

  async put(name: string, content: AsyncIterable<Buffer>): Promise<void> {
    const file = await this.makeRoom(name);
    const handle = await open(file, 'wx', 0o600);
    try {
      for await (const chunk of content) await handle.write(chunk);
      await handle.sync();
      await handle.close();
    } catch (error) {
      await handle.close();
      await rm(file, { force: true });
      throw error;
    }
    await flushFolder(dirname(file));
  }

  async copy(from: string, to: string): Promise<void> {
    const [source, target] = [join(this.folder, from), await this.makeRoom(to)];
    try {
      await link(source, target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return;
      if (code === 'ENOENT') throw error;
      // A disk without hard links.
      await this.copyWhole(source, target);
    }
    await flushFolder(dirname(target));
  }

  async open(name: string): Promise<StoredContent | null> {
    try {
      const handle = await open(join(this.folder, name), 'r');
      const { size } = await handle.stat();
      return { bytes: size, content: createReadStream('', { fd: handle }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { force: true });
  }

  async listTemporaries(): Promise<string[]> {
    const names = await readdir(join(this.folder, temporaryPrefix)).catch((error: NodeJS.ErrnoException) => {
      // Nothing was received yet.
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.map((name) => `${temporaryPrefix}${name}`);
  }

  private async makeRoom(name: string): Promise<string> {
    const file = join(this.folder, name);
    const made = await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // The entries of new folders lie in the folders above them.
    if (made) for (let above = dirname(file); above.length >= dirname(made).length; above = dirname(above)) await flushFolder(above);
    return file;
  }

  private async copyWhole(source: string, target: string): Promise<void> {
    const part = `${target}.part-${process.pid}`;
    await copyFile(source, part);
    const handle = await open(part, 'r+');
    await handle.sync();
    await handle.close();
    await rename(part, target);
  }
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
