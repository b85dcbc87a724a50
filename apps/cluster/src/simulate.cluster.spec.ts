import { findServer } from '../../simulate/src/server.js';
import { Simulation } from '../../simulate/src/simulation.js';
import { CityProcess } from '../../standalone/src/testing/city-process.js';
import { readState } from './state-file.js';

const never = new AbortController().signal;

describe('a simulation on a cluster whose processes are killed', () => {
  const cluster = new CityProcess('cluster');
  beforeAll(() => cluster.start());
  afterAll(() => cluster.remove());

  it('loses nothing and doubles nothing: kill −9 of a process that issues and of one that holds desks, right after the click', async () => {
    const { url, dataFolder } = cluster;
    const options = { url, points: null, dataFolders: [dataFolder], inherited: {} };
    const server = await findServer(options, never);
    const killed: string[] = [];
    const kill = (name: string): void => {
      const pid = readState(dataFolder)?.members.find((member) => member.name === name)?.pid;
      if (pid === undefined || killed.includes(name)) return;
      killed.push(name);
      process.kill(pid, 'SIGKILL');
    };
    const spectator = {
      everyMs: 500,
      step: (_: string, words: string) => words.startsWith('Started') && kill('dispatch-1'),
      standing: () => kill('notification-2'),
    };
    const order = { points: null, seed: 1, level: 'III' as const, windowMs: 8_000, mark: 'kill', keep: false };
    const outcome = await new Simulation(server, order, spectator, never).run();
    expect(killed.sort()).toEqual(['dispatch-1', 'notification-2']);
    expect(outcome).toMatchObject({ findings: [], verdict: 'clean', desks: 319 });
    const { expected, delivered } = outcome!.figures;
    expect(outcome!.figures).toMatchObject({ pending: 0, lost: 0, doubled: 0 });
    expect([expected > 1_000, delivered]).toEqual([true, expected]);
  }, 180_000);
});
