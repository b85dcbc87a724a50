import { generateKeyPairSync } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Role } from '#contracts/access.js';
import { LogBus } from '#messaging/log-bus.js';
import { EventBus } from '#messaging/ports.js';
import { signAccessToken } from '#service-kit/access-token.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { openDatabase } from '#service-kit/database.module.js';
import { inputPipe } from '#service-kit/input.pipe.js';
import { ProblemFilter } from '#service-kit/problem.filter.js';
import type { WarningSettings } from '#service-kit/service-config.js';
import { Revocations } from '#service-kit/revocations.js';
import { SessionGuard, SessionKey } from '#service-kit/session.guard.js';
import { ApiClient } from '#testing/api-client.js';
import { Builders } from '#testing/builders.js';
import type { FreshDatabase } from '#testing/database.js';
import { freshDatabase } from '#testing/database.js';
import { FakeAlarmClock, FakeClock } from '#testing/fake-clock.js';
import { IntakeModule } from '../intake.module.js';

const megabyte = 1_048_576;

@Global()
@Module({})
class TestPorts {
  static provide(clock: Clock, alarmClock: AlarmClock, bus: EventBus, revocations: Revocations, publicKey: string): DynamicModule {
    return {
      module: TestPorts,
      providers: [
        { provide: Clock, useValue: clock },
        { provide: AlarmClock, useValue: alarmClock },
        { provide: EventBus, useValue: bus },
        { provide: Revocations, useValue: revocations },
        { provide: SessionKey, useValue: { publicKey } },
        { provide: APP_GUARD, useClass: SessionGuard },
      ],
      exports: [Clock, AlarmClock, EventBus, Revocations, SessionKey],
    };
  }
}

/** Who calls: an org with its path, and with which role. */
export type TestCaller = { orgId: string; orgPath: string; unitId: string | null; roles?: Role[]; sub?: string };

/** How the service is booted for a test. */
export type IntakeAppOptions = { warnings?: WarningSettings; beside?: IntakeApp; warn?: (line: string) => void };

export const cityCaller: TestCaller = { orgId: 'city-centre', orgPath: '320582', unitId: null };
export const leyuCaller: TestCaller = { orgId: 'leyu:town-centre', orgPath: '320582/leyu', unitId: 'leyu' };
export const yangsheCaller: TestCaller = { orgId: 'yangshe:town-centre', orgPath: '320582/yangshe', unitId: 'yangshe' };
export const departmentCaller: TestCaller = { orgId: 'water-affairs-bureau', orgPath: '320582/water-affairs-bureau', unitId: null };

/** The intake service alone over real HTTP, with the guard, pipe, filter and body limits of every process, in a small city of two towns. */
export class IntakeApp {
  private constructor(
    readonly database: FreshDatabase,
    readonly a: Builders,
    readonly clock: FakeClock,
    readonly alarmClock: FakeAlarmClock,
    private readonly app: NestFastifyApplication,
    private readonly bus: LogBus,
    private readonly audit: DataSource,
    private readonly revocations: Revocations,
    private readonly url: string,
    private readonly privateKey: string,
    private readonly ownsDatabase: boolean,
  ) {}

  /** Boots it over a database of its own, or as another node `beside` one that runs already. `warn` hears what is logged as a warning or an error. */
  static async boot({ warnings, beside, warn }: IntakeAppOptions = {}): Promise<IntakeApp> {
    const database = beside?.database ?? (await freshDatabase());
    const a = await Builders.open(database.ownerUrl);
    await a.city();
    const clock = beside?.clock ?? new FakeClock('2024-09-14T18:05:00+08:00');
    const alarmClock = new FakeAlarmClock(clock);
    const bus = new LogBus(database.urlOf('bus'));
    const audit = await openDatabase(database.urlOf('intake'), 'intake-spec');
    const revocations = new Revocations(audit);
    const keys = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const config = {
      name: 'intake' as const,
      databaseUrl: database.urlOf('intake'),
      auditDatabaseUrl: database.urlOf('audit'),
      publicKey: keys.publicKey,
      demo: true,
      warnings,
    };
    const app = await NestFactory.create<NestFastifyApplication>(
      {
        module: class SpecModule {},
        imports: [TestPorts.provide(clock, alarmClock, bus, revocations, keys.publicKey), IntakeModule.register(config)],
      },
      new FastifyAdapter({ bodyLimit: megabyte, forceCloseConnections: true }),
      { logger: warn ? listening(warn) : false, abortOnError: false },
    );
    for (const mediaType of ['application/cap+xml', 'application/xml', 'text/xml']) {
      app.useBodyParser(mediaType, { bodyLimit: 5 * megabyte }, (_request, body, done) => done(null, body));
    }
    app.useGlobalPipes(inputPipe());
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    return new IntakeApp(database, a, clock, alarmClock, app, bus, audit, revocations, await app.getUrl(), keys.privateKey, !beside);
  }

  /** A client with a session of this caller. */
  async as({ orgId, orgPath, unitId, roles = ['operator'], sub = uuidv7() }: TestCaller, language?: string): Promise<ApiClient> {
    const claims = { sub, kind: 'person' as const, sid: uuidv7(), roles, orgId, orgPath, unitId };
    return new ApiClient(this.url, await signAccessToken(this.privateKey, claims, this.clock.now()), language);
  }

  /** A provider of the service, for what comes in by the bus. */
  get<Provider>(token: Type<Provider>): Provider {
    return this.app.get(token, { strict: false });
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.bus.close();
    this.revocations.onApplicationShutdown();
    await this.audit.destroy();
    await this.a.close();
    if (this.ownsDatabase) await this.database.close();
  }
}

function listening(warn: (line: string) => void): LoggerService {
  const say = (message: unknown) => warn(String(message));
  return { log: () => undefined, warn: say, error: say };
}
