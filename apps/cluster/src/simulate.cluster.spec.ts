import { findServer } from '../../simulate/src/server.js';
import { Simulation } from '../../simulate/src/simulation.js';
import { WhistleNight } from '../../simulate/src/whistles/night.js';
import { CityProcess } from '../../standalone/src/testing/city-process.js';
import { readState } from './state-file.js';

const never = new AbortController().signal;

describe('a simulation on a cluster', () => {
  const cluster = new CityProcess('cluster');
  beforeAll(() => cluster.start());
  afterAll(() => cluster.remove());

  /** Kills a member, once each. */
  const killed: string[] = [];
  const kill = (name: string): void => {
    const pid = readState(cluster.dataFolder)?.members.find((member) => member.name === name)?.pid;
    if (pid === undefined || killed.includes(name)) return;
    killed.push(name);
    process.kill(pid, 'SIGKILL');
  };
  beforeEach(() => (killed.length = 0));

  it('of a night of whistles loses nothing, doubles nothing and leaves nothing without an owner, with kill −9 of a process every six seconds', async () => {
    const server = await findServer({ url: cluster.url, points: null, dataFolders: [cluster.dataFolder], inherited: {} }, never);
    const order = { seed: 1, whistles: 12, minutes: 4, compression: 150, mark: 'night', keep: false };
    const doomed = ['dispatch-1', 'notification-1', 'dispatch-2', 'gateway', 'notification-2', 'directory', 'intake'];
    const killNext = (): void => doomed.slice(killed.length, killed.length + 1).forEach(kill);
    const watcher = { everyMs: 6_000, step: () => undefined, standing: killNext };
    const outcome = await new WhistleNight(server, order, watcher, never).run();
    expect(killed).toEqual(doomed);
    expect(outcome).toMatchObject({ findings: [], brokenOff: false, clean: true });
    expect(outcome.figures).toMatchObject({ blown: 12, lost: 0, doubled: 0, unowned: 0 });
    expect(outcome.figures.deadlinesFellDue).toBeGreaterThan(0);
  }, 180_000);

  it('loses nothing and doubles nothing when processes are killed: kill −9 of a process that issues and of one that holds desks, right after the click', async () => {
    const { url, dataFolder } = cluster;
    const options = { url, points: null, dataFolders: [dataFolder], inherited: {} };
    const server = await findServer(options, never);
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
