import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import { makeSigningKeys } from '#directory/signing-keys.js';
import type { WhistleRulesAnswer } from '#contracts/whistle-rules.js';
import { Person } from '#desk-client/person.js';
import { seedCity } from '#setup/seed.js';
import { freshDatabase } from '#testing/database.js';
import { findServer } from '../../simulate/src/server.js';
import type { Server } from '../../simulate/src/server.js';
import { WhistleNight } from '../../simulate/src/whistles/night.js';
import type { NightOutcome } from '../../simulate/src/whistles/night-outcome.rules.js';
import { NightRules } from '../../simulate/src/whistles/night-rules.js';
import { exitCodeOfNight } from '../../simulate/src/whistles/night-outcome.rules.js';
import { openStandalone } from './standalone.js';

const never = new AbortController().signal;
const whistles = 12;
/** A minute of the night lasts 0.2 s: the whole of it passes in half a minute, and every limit still falls due for the real sweep. */
const night = { seed: 1, whistles, minutes: 2, compression: 300, mark: 'night', keep: false };

/** The model city in one process, on the real clock, with its accounts in a data folder as `npm start` leaves them. */
async function openCity() {
  const dataFolder = mkdtempSync(join(tmpdir(), 'muster-night-'));
  const database = await freshDatabase();
  const urlOf = (role: Parameters<typeof database.urlOf>[0]): string => database.urlOf(role);
  const accounts = await seedCity(urlOf, { demo: true, points: null, passwordCost: 4 });
  writeFileSync(join(dataFolder, 'demo-accounts.json'), JSON.stringify(accounts));
  const errors: string[] = [];
  const evidence = { folder: join(dataFolder, 'evidence') };
  const city = await openStandalone({
    ...makeSigningKeys(),
    urlOf,
    demo: true,
    host: '127.0.0.1',
    port: 0,
    evidence,
    logger: recording(errors),
  });
  const close = async (): Promise<void> => {
    await city.close();
    await database.close();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  return { options: { url: city.url, points: null, dataFolders: [dataFolder], inherited: {} }, errors, close };
}

describe('a simulated night of whistles', () => {
  let city: Awaited<ReturnType<typeof openCity>>;
  let server: Server;
  const rules = (): Promise<WhistleRulesAnswer> => server.operator.caller.ask('/api/whistle-rules');
  const play = (change: Partial<typeof night> = {}, signal = never): Promise<NightOutcome> =>
    new WhistleNight(server, { ...night, ...change }, { everyMs: 200, step: () => undefined, standing: () => undefined }, signal).run();

  beforeAll(async () => {
    city = await openCity();
    server = await findServer(city.options, never);
  });
  afterAll(async () => {
    await city.close();
    expect(city.errors).toEqual([]);
  });

  it('loses nothing, doubles nothing, leaves nothing without an owner; deadlines fall due; the rules of before are back', async () => {
    const before = await rules();
    const outcome = await play();
    expect(outcome).toMatchObject({ findings: [], brokenOff: false, planned: whistles, towns: 13, departments: 30, clean: true });
    const { blown, closed, open, lost, doubled, unowned, deadlinesFellDue, latenessMaxMs, responseRate } = outcome.figures;
    expect({ blown, sum: closed + open, lost, doubled, unowned }).toEqual({
      blown: whistles,
      sum: whistles,
      lost: 0,
      doubled: 0,
      unowned: 0,
    });
    expect([closed > 0, open > 0, deadlinesFellDue > 0, latenessMaxMs! >= 0, responseRate.of > 0]).toEqual([true, true, true, true, true]);
    expect(exitCodeOfNight(outcome)).toBe(0);
    const after = await rules();
    expect(after.rules).toEqual(before.rules);
    expect(after.version).toBe(before.version + 2);
    // The towns ended what was open, so that no desk goes on ringing.
    const { whistles: left } = await server.operator.caller.ask<{ whistles: object[] }>('/api/whistles?state=open');
    expect(left).toEqual([]);
  });

  it('puts the rules back and takes its whistles back when it is broken off', async () => {
    const before = await rules();
    const stop = new AbortController();
    const playing = play({ mark: 'off', whistles: 3, minutes: 1 }, stop.signal);
    setTimeout(() => stop.abort(), 3_000);
    const outcome = await playing;
    expect(outcome.brokenOff).toBe(true);
    expect(exitCodeOfNight(outcome)).toBe(130);
    expect((await rules()).rules).toEqual(before.rules);
    const { whistles: left } = await server.operator.caller.ask<{ whistles: object[] }>('/api/whistles?state=open');
    expect(left).toEqual([]);
  });

  it('puts the rules of before back also where the night before was killed', async () => {
    const before = await rules();
    const { url, operator, dataFolder } = server;
    const account = server.accounts.find(({ roles }) => roles.includes('administrator'))!;
    const administrator = new Person(url, account);
    await NightRules.begin(administrator, 300, dataFolder);
    const [short, again] = [await rules(), await NightRules.begin(administrator, 300, dataFolder)];
    expect(short.rules).not.toEqual(before.rules);
    expect(again.former).toEqual(before.rules);
    await again.end();
    expect((await operator.caller.ask<WhistleRulesAnswer>('/api/whistle-rules')).rules).toEqual(before.rules);
  });

  it('is refused in one sentence where the accounts of the towns are not known', async () => {
    await expect(
      new WhistleNight({ ...server, accounts: [] }, night, { everyMs: 200, step: () => undefined, standing: () => undefined }, never).run(),
    ).rejects.toMatchObject({
      text: { zh: expect.stringContaining('MUSTER_DATA'), en: expect.stringContaining('MUSTER_DATA') },
    });
  });
});

function recording(errors: string[]): LoggerService {
  const ignore = (): void => undefined;
  const record = (...words: unknown[]): void => void errors.push(words.map(String).join(' '));
  return { log: ignore, debug: ignore, verbose: ignore, warn: ignore, error: record, fatal: record };
}
