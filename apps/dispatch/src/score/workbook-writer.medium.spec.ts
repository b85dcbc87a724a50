import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { openWorkbook } from '../testing/open-workbook.js';
import { scoreTable } from '../testing/score-table.js';
import type { ScoreTable } from './score.workbook.js';
import { writeWorkbook } from './score.workbook.js';
import { WorkbookWriter } from './workbook-writer.js';

// Programs start and write in seconds; on a machine that does much else, in many.
jest.setTimeout(240_000);

const read = (calls: number) => (): Promise<ScoreTable> => Promise.resolve(scoreTable(calls));
const rowsOf = (bytes: Buffer): number => openWorkbook(bytes).find(({ name }) => name === '明细')!.rows.length - 1;

/** The longest time, in ms, for which nothing else could run in this process while the work was done. */
async function longestPause(work: () => Promise<Buffer>): Promise<{ pauseMs: number; rows: number }> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  // It measures from one beat to the next: the first has to lie before the work.
  await pause(20);
  const bytes = await work();
  await pause(20);
  delay.disable();
  return { pauseMs: delay.max / 1e6, rows: rowsOf(bytes) };
}

describe('a workbook written in a process of its own', () => {
  it('is, cell by cell, what this process would write', async () => {
    const writer = new WorkbookWriter();
    const written = await writer.write(read(40));
    expect(openWorkbook(written)).toEqual(openWorkbook(await writeWorkbook(scoreTable(40))));
    expect(rowsOf(written)).toBe(40);
  });

  it('leaves the process free for its deadlines while 5,000 rows are written', async () => {
    const table = scoreTable(5_000);
    const writer = new WorkbookWriter();
    const here = await longestPause(() => writeWorkbook(table));
    const there = [await longestPause(() => writer.write(() => Promise.resolve(table)))];
    there.push(await longestPause(() => writer.write(() => Promise.resolve(table))));
    expect([here, ...there].map(({ rows }) => rows)).toEqual([5_000, 5_000, 5_000]);
    // A busy machine stretches both alike: what holds anywhere is how they compare. Handing the rows over takes a hundredth of writing them.
    expect(Math.min(...there.map(({ pauseMs }) => pauseMs))).toBeLessThan(here.pauseMs / 4);
  });
});

const program = new URL('../testing/failing-writer.ts', import.meta.url);
const ordered = (title: string, calls = 1): ScoreTable => {
  const table = scoreTable(calls);
  table.calls[0]!.facts.title = title;
  return table;
};

describe('a program that fails', () => {
  let warn: ReturnType<typeof jest.spyOn>;
  beforeEach(() => (warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined)));
  afterEach(() => warn.mockRestore());

  it.each<[order: string, error: object, warned: boolean]>([
    ['crash', { message: expect.stringContaining('ended without one (3)') as string }, false],
    ['nothing', { message: expect.stringContaining('ended without one (0)') as string }, false],
    ['abort', { message: expect.stringContaining('ended without one (SIGABRT)') as string }, false],
    ['throw', { message: expect.stringMatching(/ended without one \(1\): .*Error: torn/s) as string }, false],
    ['interrupt', { code: 'unavailable' }, false],
    ['grow', { code: 'too-large', detail: { en: expect.stringContaining('fewer months') as string } }, true],
  ])('(%s) fails its own workbook with its reason, and neither the process nor the next', async (order, error, warned) => {
    const writer = new WorkbookWriter({ memoryMb: 32 }, program);
    const failing = writer.write(() => Promise.resolve(ordered(order)));
    const next = writer.write(() => Promise.resolve(ordered('write', 7)));
    await expect(failing).rejects.toMatchObject(error);
    expect(warn.mock.calls.length > 0).toBe(warned);
    expect([...(await next)]).toEqual([7]);
  });

  it('is ended where it takes too long', async () => {
    const writer = new WorkbookWriter({ withinMs: 300 }, program);
    const late = { code: 'unavailable', detail: { en: expect.stringContaining('in time') as string } };
    await expect(writer.write(() => Promise.resolve(ordered('hang')))).rejects.toMatchObject(late);
    // The turn is free again: the next program is started, and ended in its time.
    await expect(writer.write(() => Promise.resolve(ordered('hang')))).rejects.toMatchObject(late);
  });

  it.each([24, 48])('is given up as too large where the real work takes more memory than %i MB', async (memoryMb) => {
    const writer = new WorkbookWriter({ memoryMb });
    await expect(writer.write(read(30_000))).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('those who wait for their workbook', () => {
  it('are served one at a time, in order, and their rows are read when it is their turn', async () => {
    const writer = new WorkbookWriter({}, program);
    const told: string[] = [];
    const write = async (calls: number): Promise<void> => {
      const bytes = await writer.write(async () => {
        await pause(1);
        told.push(`read ${calls}`);
        return ordered('write', calls);
      });
      told.push(`wrote ${bytes[0]}`);
    };
    await Promise.all([write(3), write(1), write(2)]);
    expect(told).toEqual(['read 3', 'wrote 3', 'read 1', 'wrote 1', 'read 2', 'wrote 2']);
  });

  it('are not kept from it by a reading that is refused', async () => {
    const writer = new WorkbookWriter({}, program);
    const refused = writer.write(() => Promise.reject(new Error('no rows')));
    const next = writer.write(() => Promise.resolve(ordered('write', 4)));
    await expect(refused).rejects.toThrow('no rows');
    expect([...(await next)]).toEqual([4]);
  });

  it('are so many at most', async () => {
    const writer = new WorkbookWriter({ waiting: 1 }, program);
    const writing = [1, 2].map((calls) => writer.write(() => Promise.resolve(ordered('write', calls))));
    await expect(writer.write(() => Promise.resolve(ordered('write', 3)))).rejects.toMatchObject({ code: 'too-many-requests' });
    expect((await Promise.all(writing)).map(([byte]) => byte)).toEqual([1, 2]);
    expect([...(await writer.write(() => Promise.resolve(ordered('write', 3))))]).toEqual([3]);
  });

  it('are told when the service goes away, and it does not wait for the program', async () => {
    const writer = new WorkbookWriter({}, program);
    const writing = [1, 2].map((calls) => writer.write(() => Promise.resolve(ordered('hang', calls))));
    const told = Promise.allSettled(writing);
    await pause(50);
    await writer.onModuleDestroy();
    expect(await told).toEqual(
      Array.from({ length: 2 }, () => ({ status: 'rejected', reason: expect.objectContaining({ code: 'unavailable' }) as object })),
    );
  });
});
