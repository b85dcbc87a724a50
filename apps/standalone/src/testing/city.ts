import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication, LoggerService } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { makeSigningKeys } from '#directory/signing-keys.js';
import type { AlarmClock } from '#service-kit/alarm-clock.js';
import type { Clock } from '#service-kit/clock.js';
import type { LoginRole } from '#service-kit/migrate.js';
import type { EvidenceSettings } from '#service-kit/service-config.js';
import { seedCity } from '#setup/seed.js';
import { freshDatabase } from '#testing/database.js';
import { ApiClient } from '#testing/api-client.js';
import { FakeAlarmClock, FakeClock } from '#testing/fake-clock.js';
import type { Span } from '#testing/fake-clock.js';
import { openStandalone } from '../standalone.js';

/** scrypt at its weakest: tests sign in often, and the strength is tested where it is made. */
const testPasswordCost = 4;

/** What a platform is opened over: a migrated and seeded database, keys, and clocks of the test's own. `name` is its own among all tests. */
export type PlatformGround = {
  name: string;
  urlOf(role: LoginRole): string;
  publicKey: string;
  privateKey: string;
  demo: boolean;
  evidence: EvidenceSettings;
  logger: LoggerService;
  clock: Clock;
  alarmClock: AlarmClock;
};

/** One way to run the platform: all that it is made of, behind one address. */
export type OpenPlatform = (ground: PlatformGround) => Promise<{ url: string; apps: INestApplication[]; close(): Promise<void> }>;

/** All services in this process. */
export const openOneProcess: OpenPlatform = async (ground) => {
  const { app, url, close } = await openStandalone({ ...ground, host: '127.0.0.1', port: 0 });
  return { url, apps: [app], close };
};

/** A city in a box, on a clock of the test's own. */
export type City = Awaited<ReturnType<typeof openCity>>;

/** Opens the model city, in one process unless told otherwise. `errors` collects what was logged as ERROR: a healthy system logs none, so tests expect it empty. */
export async function openCity({
  open = openOneProcess,
  points,
  demo = true,
}: { open?: OpenPlatform; points?: number; demo?: boolean } = {}) {
  const database = await freshDatabase();
  const clock = new FakeClock('2024-09-15T06:15:00+08:00');
  const alarmClock = new FakeAlarmClock(clock);
  const errors: string[] = [];
  const accounts = await seedCity((role) => database.urlOf(role), {
    demo: true,
    points: points ?? null,
    passwordCost: testPasswordCost,
  });
  const keys = makeSigningKeys();
  const evidence = { folder: mkdtempSync(join(tmpdir(), 'muster-evidence-')) };
  const ground: PlatformGround = {
    name: new URL(database.ownerUrl).pathname.slice(1),
    urlOf: (role) => database.urlOf(role),
    ...keys,
    demo,
    evidence,
    logger: recordingLogger(errors),
    clock,
    alarmClock,
  };
  const owner = await new DataSource({ type: 'postgres', url: database.ownerUrl, poolSize: 2 }).initialize();
  let platform = await open(ground);
  return {
    clock,
    errors,
    owner,
    privateKey: keys.privateKey,
    /** Where its evidence lies. */
    evidenceFolder: evidence.folder,
    get url(): string {
      return platform.url;
    },
    get apps() {
      return platform.apps;
    },
    api: (): ApiClient => new ApiClient(platform.url),
    /** Signs in as a demo account. */
    signIn: (login: string): Promise<ApiClient> => {
      const account = accounts.find((each) => each.login === login);
      if (!account) throw new Error(`no demo account ${login}`);
      return new ApiClient(platform.url).signIn(login, account.password);
    },
    /** Moves the clock on and runs what came due. */
    fastForward: (span: Span): Promise<number> => alarmClock.fastForward(span),
    /** Stops in order and opens again over the same data. */
    restart: async (): Promise<void> => {
      await platform.close();
      platform = await open(ground);
    },
    close: async (): Promise<void> => {
      await platform.close();
      await owner.destroy();
      await database.close();
      rmSync(evidence.folder, { recursive: true, force: true });
    },
  };
}

function recordingLogger(errors: string[]): LoggerService {
  const ignore = (): void => undefined;
  const record = (message: unknown, ...rest: unknown[]): void => void errors.push([message, ...rest].map(String).join(' '));
  return { log: ignore, debug: ignore, verbose: ignore, warn: ignore, error: record, fatal: record };
}
