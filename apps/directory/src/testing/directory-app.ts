import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import type { Session } from '#contracts/org.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { openDatabase } from '#service-kit/database.module.js';
import { inputPipe } from '#service-kit/input.pipe.js';
import { ProblemFilter } from '#service-kit/problem.filter.js';
import type { ProcessRedis } from '#service-kit/redis.js';
import { Revocations } from '#service-kit/revocations.js';
import { SessionGuard, SessionKey } from '#service-kit/session.guard.js';
import type { FreshDatabase } from '#testing/database.js';
import { freshDatabase } from '#testing/database.js';
import { FakeAlarmClock, FakeClock } from '#testing/fake-clock.js';
import { DirectoryModule } from '../directory.module.js';
import { seedDirectory } from '../seed/seed.service.js';
import { makeSigningKeys } from '../signing-keys.js';

@Global()
@Module({})
class TestPorts {
  static provide(clock: Clock, alarmClock: AlarmClock, revocations: Revocations, publicKey: string): DynamicModule {
    return {
      module: TestPorts,
      providers: [
        { provide: Clock, useValue: clock },
        { provide: AlarmClock, useValue: alarmClock },
        { provide: Revocations, useValue: revocations },
        { provide: SessionKey, useValue: { publicKey } },
        { provide: APP_GUARD, useClass: SessionGuard },
      ],
      exports: [Clock, AlarmClock, Revocations, SessionKey],
    };
  }
}

/** What a request brought: status and parsed body. */
export type Answer<Body = Record<string, unknown>> = { status: number; body: Body };

/** The directory service alone, with the guard, pipe and filter of every process, on a database of its own. */
export class DirectoryApp {
  private constructor(
    readonly city: FreshDatabase,
    /** As the directory's own role. */
    readonly database: DataSource,
    readonly clock: FakeClock,
    readonly alarmClock: FakeAlarmClock,
    readonly app: NestFastifyApplication,
    private readonly url: string,
    private readonly revocations: Revocations,
    private readonly passwords: ReadonlyMap<string, string>,
  ) {}

  /** Boots it seeded as the demo city at 10:00 in the morning, Shanghai time. */
  static async boot(demo = true, redis?: ProcessRedis): Promise<DirectoryApp> {
    const city = await freshDatabase();
    const clock = new FakeClock('2026-03-02T10:00:00+08:00');
    const database = await openDatabase(city.urlOf('directory'), 'directory-spec');
    let made = 0;
    const seeded = await seedDirectory(database, {
      now: clock.now(),
      points: null,
      demo: true,
      randomPassword: () => `password-${(made += 1)}`,
      passwordCost: 4,
    });
    const keys = makeSigningKeys();
    const alarmClock = new FakeAlarmClock(clock);
    const revocations = new Revocations(database);
    const module = {
      module: class SpecModule {},
      imports: [
        TestPorts.provide(clock, alarmClock, revocations, keys.publicKey),
        DirectoryModule.register(
          { name: 'directory', databaseUrl: city.urlOf('directory'), auditDatabaseUrl: city.urlOf('audit'), ...keys, demo },
          { redis },
        ),
      ],
    };
    const app = await NestFactory.create<NestFastifyApplication>(
      module,
      new FastifyAdapter({ trustProxy: true, forceCloseConnections: true }),
      { logger: false, abortOnError: false },
    );
    app.useGlobalPipes(inputPipe());
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    return new DirectoryApp(
      city,
      database,
      clock,
      alarmClock,
      app,
      await app.getUrl(),
      revocations,
      new Map(seeded.accounts.map((each) => [each.login, each.password])),
    );
  }

  passwordOf(login: string): string {
    const password = this.passwords.get(login);
    if (password === undefined) throw new Error(`no demo account ${login}`);
    return password;
  }

  /** Sends a request as the holder of an access token, or as nobody. */
  async send<Body = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    token?: string,
    body?: object,
    address = '10.0.0.1',
  ): Promise<Answer<Body>> {
    const reply = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'accept-language': 'zh-CN',
        'x-forwarded-for': address,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await reply.text();
    return { status: reply.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
  }

  /** Signs a demo account in; throws if it may not. */
  async signIn(login: string): Promise<Session> {
    const answer = await this.send<Session>('POST', '/api/session', undefined, { login, password: this.passwordOf(login) });
    if (answer.status !== 201) throw new Error(`${login} could not sign in: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async close(): Promise<void> {
    await this.app.close();
    this.revocations.onApplicationShutdown();
    await this.database.destroy();
    await this.city.close();
  }
}
