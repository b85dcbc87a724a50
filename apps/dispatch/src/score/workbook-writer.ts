import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Refused } from '#service-kit/refused.js';
import type { ScoreTable } from './score.workbook.js';

// From its sources (under test) the program is compiled as the tests' other programs are; a build has nothing left to compile.
const isSource = import.meta.url.endsWith('.ts');
const loading = isSource
  ? ['--no-warnings', '--import', new URL('../../../../libs/testing/loader/register.mjs', import.meta.url).href]
  : [];

/** What a program may take before it is ended, and how many may wait for theirs. */
export type WriterLimits = { memoryMb: number; withinMs: number; waiting: number };
const usual: WriterLimits = { memoryMb: 256, withinMs: 120_000, waiting: 20 };

/**
 * Writes workbooks in a process of their own, so that this one keeps its deadlines meanwhile: one at a time, in the order asked for. A program
 * that fails, or takes too much, fails its own workbook alone. (A thread would not do: out of memory, it can take its process with it.)
 */
export class WorkbookWriter implements OnModuleDestroy {
  private readonly logger = new Logger('workbook');
  private readonly limits: WriterLimits;
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private child: ChildProcess | undefined;
  private stopped = false;

  constructor(
    limits: Partial<WriterLimits> = {},
    private readonly program = new URL(isSource ? './workbook.main.ts' : './workbook.main.js', import.meta.url),
  ) {
    this.limits = { ...usual, ...limits };
  }

  /**
   * The bytes of the workbook. The table is read when it is its turn, so that those who wait hold no rows. Refuses `too-many-requests` while too
   * many wait, `too-large` for what takes more memory than it may, and `unavailable` for what takes too long or is cut off by a stop.
   */
  async write(read: () => Promise<ScoreTable>): Promise<Buffer> {
    if (this.waiting > this.limits.waiting) throw new Refused('too-many-requests');
    this.waiting += 1;
    const written = this.turn.then(() => this.writeNow(read));
    this.turn = written.catch(() => undefined);
    try {
      return await written;
    } finally {
      this.waiting -= 1;
    }
  }

  /** Ends the program: whoever waits is told that the service goes away. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    this.child?.kill('SIGKILL');
    await this.turn;
  }

  private async writeNow(read: () => Promise<ScoreTable>): Promise<Buffer> {
    if (this.stopped) throw new Refused('unavailable');
    const table = await read();
    if (this.stopped) throw new Refused('unavailable');
    const child = fork(fileURLToPath(this.program), {
      execArgv: ['--enable-source-maps', `--max-old-space-size=${this.limits.memoryMb}`, ...loading],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child = child;
    let isLate = false;
    const limit = setTimeout(() => (isLate = child.kill('SIGKILL')), this.limits.withinMs);
    try {
      const end = await endOf(child, table);
      if (end.bytes) return end.bytes;
      throw this.explain(end, isLate);
    } finally {
      clearTimeout(limit);
      this.child = undefined;
    }
  }

  private explain({ how, lastWords }: End, isLate: boolean): Error {
    // Ctrl-C is for all programs of a terminal, and may come before this one knows to leave it to us.
    if (this.stopped || how === 'SIGINT' || how === 'SIGTERM') return new Refused('unavailable');
    if (isLate) {
      this.logger.warn(`a workbook was not written within ${this.limits.withinMs} ms`);
      return new Refused('unavailable', {
        zh: '表格没有在时限内写完，请少选几个月，或过一会儿再导出',
        en: 'The workbook was not written in time: ask for fewer months, or come back in a moment',
      });
    }
    // Its own limit, or the kernel's: nobody else kills it.
    if (how === 'SIGKILL' || lastWords.includes('heap out of memory')) {
      this.logger.warn(`a workbook took too much memory (of ${this.limits.memoryMb} MB) and was given up`);
      return new Refused('too-large', {
        zh: '表格太大，写不下，请少选几个月，或只选一种哨',
        en: 'The workbook is too large to be written: ask for fewer months, or one kind',
      });
    }
    return new Error(`the program that writes a workbook ended without one (${how}): ${lastWords}`);
  }
}

/** How a program ended: by which code or signal, with the bytes that it sent, or with what it last said of its failure. */
type End = { bytes: Buffer | undefined; how: string; lastWords: string };

async function endOf(child: ChildProcess, table: ScoreTable): Promise<End> {
  return new Promise((resolve, reject) => {
    let bytes: Buffer | undefined;
    let lastWords = '';
    child.stderr!.setEncoding('utf8').on('data', (words: string) => (lastWords = (lastWords + words).slice(-4_000)));
    child.on('message', (written: Uint8Array) => (bytes = Buffer.from(written.buffer, written.byteOffset, written.byteLength)));
    child.on('error', reject);
    // After its last message and its last words.
    child.on('close', (code, signal) => resolve({ bytes, how: String(signal ?? code), lastWords: lastWords.trim() }));
    // One that is gone before it has read all of this says why by its end.
    child.send(table, () => undefined);
  });
}
