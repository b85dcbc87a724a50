import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Result } from './result/result.rules.js';
import type { WhistleResult } from './whistles/whistle-result.rules.js';

const points = 60;

describe('npm run bench', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('measures floor and product with the same rows, and says so on the screen and in a file', async () => {
    const json = join(folder, 'figures.json');
    const flame = join(folder, 'click.cpuprofile');
    const words = ['--points', String(points), '--rounds', '1', '--json', json, '--flame', flame];
    const main = join(process.cwd(), 'dist/apps/bench/src/main.js');
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...words], { env: { ...process.env, MUSTER_DATA: folder } });
    const figures = JSON.parse(readFileSync(json, 'utf8')) as Result & {
      machine: { settings: Record<string, string>; unloggedTables: number };
    };
    expect(figures).toMatchObject({ subject: `points-${points}`, points, rows: points });
    expect(figures.ratio).toBeCloseTo(figures.productMs / figures.floorMs);
    // The stages are parts of the whole: nothing of the click is missing, nothing counted twice.
    expect(Object.values(figures.stages).reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(figures.productMs, 3);
    expect(figures.rssPerConnection).toEqual(expect.any(Number));
    expect(figures.machine).toMatchObject({
      settings: { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' },
      unloggedTables: 0,
    });
    expect(stdout).toContain(`| points-${points} |`);
    expect(JSON.parse(readFileSync(flame, 'utf8'))).toHaveProperty('samples');
  });

  it('measures whistles from the tap to the town that hears of the last acknowledgement, beside the same floor', async () => {
    const json = join(folder, 'whistles.json');
    const main = join(process.cwd(), 'dist/apps/bench/src/main.js');
    const words = ['--whistles', '20', '--rounds', '1', '--json', json];
    const { stdout } = await promisify(execFile)(process.execPath, [main, ...words], { env: { ...process.env, MUSTER_DATA: folder } });
    const figures = JSON.parse(readFileSync(json, 'utf8')) as WhistleResult;
    expect(figures).toMatchObject({ whistles: 20, calls: 40 });
    expect(figures.ratio).toBeCloseTo(figures.productMs / figures.floorMs);
    expect(figures.whistlesPerSecond).toBeCloseTo(20_000 / figures.productMs);
    const { answeredMs, deliveredMs, acknowledgedMs, heardMs } = figures.stages;
    expect(answeredMs.p50).toBeGreaterThan(0);
    expect([deliveredMs.max <= acknowledgedMs.max, acknowledgedMs.p50 > 0, heardMs.max > 0]).toEqual([true, true, true]);
    expect(stdout).toContain('| whistles |');
    // Thirteen towns sign in with strong passwords besides.
  }, 300_000);

  it('composes for counties of every size', async () => {
    const json = join(folder, 'compose.json');
    const main = join(process.cwd(), 'dist/apps/plan/src/bench/compose.main.js');
    await promisify(execFile)(process.execPath, [main, '--json', json]);
    const { results } = JSON.parse(readFileSync(json, 'utf8')) as { results: { orgs: number; rows: number }[] };
    expect(results.map(({ orgs }) => orgs)).toEqual([300, 3_000, 22_000, 100_000]);
    for (const { orgs, rows } of results) expect(rows).toBeGreaterThan(orgs);
  });
});
