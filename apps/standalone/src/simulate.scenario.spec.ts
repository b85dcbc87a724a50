import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import { seedCity } from '#setup/seed.js';
import { makeSigningKeys } from '#directory/signing-keys.js';
import { freshDatabase } from '#testing/database.js';
import type { ServerOptions } from '../../simulate/src/options.js';
import { exitCodeOf } from '../../simulate/src/outcome.rules.js';
import type { Standing } from '../../simulate/src/outcome.rules.js';
import { findServer } from '../../simulate/src/server.js';
import { Simulation } from '../../simulate/src/simulation.js';
import { openStandalone } from './standalone.js';

const points = 40;
const never = new AbortController().signal;
const windowMs = 4_000;

/** A small county in one process, on the real clock: desks pull, heads are told, and rows are pushed again as they really are. */
async function openCounty(demo: boolean) {
  const database = await freshDatabase();
  const urlOf = (role: Parameters<typeof database.urlOf>[0]): string => database.urlOf(role);
  const accounts = await seedCity(urlOf, { demo: true, points, passwordCost: 4 });
  const errors: string[] = [];
  const evidence = { folder: mkdtempSync(join(tmpdir(), 'muster-evidence-')) };
  const city = await openStandalone({
    ...makeSigningKeys(),
    ...{ urlOf, demo, evidence, host: '127.0.0.1', port: 0, logger: recording(errors) },
  });
  const { login, password } = accounts.find(({ orgId, roles }) => orgId === 'city-centre' && roles.includes('operator'))!;
  const options: ServerOptions = {
    ...{ url: city.url, points: null, dataFolders: [], inherited: {} },
    credentials: { login, password },
  };
  const close = async (): Promise<void> => {
    await city.close();
    await database.close();
    rmSync(evidence.folder, { recursive: true, force: true });
  };
  return { options, errors, close };
}

describe('a simulation', () => {
  let county: Awaited<ReturnType<typeof openCounty>>;
  const standings: Standing[] = [];
  /** Plays it, and breaks it off when this holds. */
  const play = async (order: { points?: number; mark?: string } = {}, isEnough: (standing: Standing) => boolean = () => false) => {
    const stop = new AbortController();
    const server = await findServer(county.options, never);
    const spectator = {
      everyMs: 200,
      step: () => undefined,
      standing: (standing: Standing) => {
        standings.push(standing);
        if (isEnough(standing)) stop.abort();
      },
    };
    const ordered = { points: null, seed: 1, level: 'II' as const, windowMs, mark: 'all', keep: false, ...order };
    return { server, outcome: await new Simulation(server, ordered, spectator, stop.signal).run() };
  };

  beforeAll(async () => {
    county = await openCounty(true);
  });
  afterAll(async () => {
    await county.close();
    expect(county.errors).toEqual([]);
  });

  it('loses nothing and doubles nothing, and a desk that dropped off gets what it missed', async () => {
    const { server, outcome } = await play();
    expect(outcome).toMatchObject({ findings: [], verdict: 'clean', brokenOff: false, desks: points, droppedOff: 4 });
    expect(outcome!.figures).toMatchObject({ pending: 0, notReached: 0, escalated: 0, lost: 0, doubled: 0 });
    const { expected, issued, unfilled, delivered, acknowledged, clickToFirstMs, clickToLastMs } = outcome!.figures;
    expect(expected).toBeGreaterThan(points);
    expect([issued + unfilled, delivered]).toEqual([expected, expected]);
    expect(acknowledged).toBeGreaterThan(0);
    expect(clickToFirstMs).toBeGreaterThan(0);
    expect(clickToLastMs).toBeGreaterThan(clickToFirstMs!);
    expect(exitCodeOf(outcome!)).toBe(0);
    // Two of the four were off at the click; all that the desks have is all that was expected, theirs included.
    expect(outcome!.afterAbsence).toBeGreaterThan(0);
    expect(standings.some(({ connected, desks }) => connected < desks)).toBe(true);
    expect(standings.at(-1)).toMatchObject({ connected: points, desks: points, expected });
    // Who started it ended it.
    const { activations } = await server.operator.caller.ask<{ activations: object[] }>('/api/activations?state=running');
    expect(activations).toEqual([]);
  });

  it('judges the desks that take part, where only some do', async () => {
    const { outcome } = await play({ points: 5, mark: 'some' });
    expect(outcome).toMatchObject({ findings: [], verdict: 'clean', desks: 5 });
    expect(outcome!.figures).toMatchObject({ lost: 0, doubled: 0 });
    expect(outcome!.figures.delivered).toBeGreaterThan(0);
    expect(outcome!.figures.pending).toBeGreaterThan(0);
  });

  it('tells what is known when it is broken off, and ends the response', async () => {
    const { outcome, server } = await play({ mark: 'off' }, ({ delivered }) => delivered > 0);
    expect(outcome).toMatchObject({ findings: [], brokenOff: true });
    expect(exitCodeOf(outcome!)).toBe(130);
    const { activations } = await server.operator.caller.ask<{ activations: object[] }>('/api/activations?state=running');
    expect(activations).toEqual([]);
  });

  it('is refused with a wrong password, and without any', async () => {
    const credentials = { login: county.options.credentials!.login, password: 'wrong' };
    const said = await Promise.all(
      [
        { ...county.options, credentials },
        { ...county.options, credentials: undefined },
      ].map((options) => findServer(options, never).catch(String)),
    );
    expect(said).toEqual([expect.stringContaining('--login'), expect.stringContaining('MUSTER_DATA')]);
  });
});

it('a server that is no demo is refused in one sentence, and nothing happens there', async () => {
  const county = await openCounty(false);
  try {
    await expect(findServer(county.options, never)).rejects.toMatchObject({
      text: { zh: expect.stringContaining('不是演示或测试服务器'), en: expect.stringContaining('is not a demo or test server') },
    });
  } finally {
    await county.close();
  }
});

function recording(errors: string[]): LoggerService {
  const ignore = (): void => undefined;
  const record = (...words: unknown[]): void => void errors.push(words.map(String).join(' '));
  return { log: ignore, debug: ignore, verbose: ignore, warn: ignore, error: record, fatal: record };
}
