import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '#process/free-port.js';
import type { Figures, RoundResult } from './result.rules.js';

const rounds = 10;
/** Its rounds have every kind of fault. */
const seed = 25;
const kinds = ['cut-lines', 'drop-connections', 'flush-redis', 'freeze', 'hold-lines', 'kafka-away', 'kill', 'slow-lines'];

describe('ten rounds of faults on a cluster of its own', () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'muster-faults-'));
  const json = join(dataFolder, 'result.json');
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

  it('nothing is lost, doubled or stuck, and all heals in 30 s', async () => {
    const [port] = await freePorts(1);
    const child = spawn(
      process.execPath,
      [join(process.cwd(), 'dist/apps/cluster/src/faults/main.js'), '--rounds', String(rounds), '--seed', String(seed), '--json', json],
      { env: { ...process.env, PORT: String(port), MUSTER_DATA: dataFolder }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let screen = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (screen += text.toString()));
    await once(child, 'close');
    // Without figures it did not get so far: what it said is the reason.
    const { figures, results } = readResult(json, screen);
    expect(results.flatMap(({ round, findings }) => findings.map((finding) => ({ round, ...finding })))).toEqual([]);
    expect(figures).toMatchObject({ rounds, lost: 0, doubled: 0, stuck: 0, taps: { unanswered: 0 } });
    expect(Object.keys(figures.faults).sort()).toEqual(kinds);
    expect(figures.obligations).toBeGreaterThan(1_000);
    expect(figures.taps.taken).toBeGreaterThan(300);
  }, 600_000);
});

function readResult(file: string, screen: string): { figures: Figures; results: RoundResult[] } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { figures: Figures; results: RoundResult[] };
  } catch (error) {
    throw new Error(`the run did not come to its end:\n${screen}`, { cause: error });
  }
}
