import type { LoggerService } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { makeSigningKeys } from '#directory/signing-keys.js';
import { seedCity } from '#setup/seed.js';
import { freshDatabase } from '#testing/database.js';
import { ApiClient } from '#testing/api-client.js';
import { FakeAlarmClock, FakeClock } from '#testing/fake-clock.js';
import type { Span } from '#testing/fake-clock.js';
import { openStandalone } from '../standalone.js';

/** scrypt at its weakest: tests sign in often, and the strength is tested where it is made. */
const testPasswordCost = 4;

/** A city in a box: the whole standalone platform in this process, on a clock of the test's own. */
export type City = Awaited<ReturnType<typeof openCity>>;

/** Opens the model city. `errors` collects what was logged as ERROR: a healthy system logs none, so tests expect it empty. */
export async function openCity(options: { points?: number; demo?: boolean } = {}) {
  const database = await freshDatabase();
  const clock = new FakeClock('2024-09-15T06:15:00+08:00');
  const alarmClock = new FakeAlarmClock(clock);
  const errors: string[] = [];
  const accounts = await seedCity((role) => database.urlOf(role), {
    demo: true,
    points: options.points ?? null,
    passwordCost: testPasswordCost,
  });
  const keys = makeSigningKeys();
  const open = () =>
    openStandalone({
      urlOf: (role) => database.urlOf(role),
      ...keys,
      demo: options.demo ?? true,
      host: '127.0.0.1',
      port: 0,
      logger: recordingLogger(errors),
      clock,
      alarmClock,
    });
  const owner = await new DataSource({ type: 'postgres', url: database.ownerUrl, poolSize: 2 }).initialize();
  let standalone = await open();
  return {
    clock,
    errors,
    owner,
    privateKey: keys.privateKey,
    get url(): string {
      return standalone.url;
    },
    get app() {
      return standalone.app;
    },
    api: (): ApiClient => new ApiClient(standalone.url),
    /** Signs in as a demo account. */
    signIn: (login: string): Promise<ApiClient> => {
      const account = accounts.find((each) => each.login === login);
      if (!account) throw new Error(`no demo account ${login}`);
      return new ApiClient(standalone.url).signIn(login, account.password);
    },
    /** Moves the clock on and runs what came due. */
    fastForward: (span: Span): Promise<number> => alarmClock.fastForward(span),
    /** Stops in order and opens again over the same data. */
    restart: async (): Promise<void> => {
      await standalone.close();
      standalone = await open();
    },
    close: async (): Promise<void> => {
      await standalone.close();
      await owner.destroy();
      await database.close();
    },
  };
}

function recordingLogger(errors: string[]): LoggerService {
  const ignore = (): void => undefined;
  const record = (message: unknown, ...rest: unknown[]): void => void errors.push([message, ...rest].map(String).join(' '));
  return { log: ignore, debug: ignore, verbose: ignore, warn: ignore, error: record, fatal: record };
}
