import { Controller, Global, Injectable, Module } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import type { Envelope } from '#contracts/envelope.js';
import type { ServiceName } from '#contracts/events.js';
import { Clock } from '#service-kit/clock.js';
import { correlationId, withCorrelation } from '#service-kit/correlation.js';
import { DatabaseModule } from '#service-kit/database.module.js';
import { inputPipe } from '#service-kit/input.pipe.js';
import { ProblemFilter } from '#service-kit/problem.filter.js';
import { Refused } from '#service-kit/refused.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { FakeClock } from '#testing/fake-clock.js';
import { connectConsumers } from './connect-consumers.js';
import { LogLines } from './contract/log-lines.js';
import { eventually, reported, Site } from './contract/site.js';
import { LogBus } from './log-bus.js';
import { MessagingModule, messagingOf } from './messaging.module.js';
import type { Delivery } from './ports.js';
import { EventBus, Outbox } from './ports.js';
import type { ServiceMessaging } from './service-messaging.js';
import { transportOf } from './transport.js';

const heard: string[] = [];
const triggerOf = (event: Envelope) => (event.data as { trigger: string }).trigger;
const write = async (service: string, events: Envelope[], { tx }: Delivery) => {
  for (const event of events)
    await tx.query(`INSERT INTO ${service}.effect (key, correlation) VALUES ($1, $2)`, [event.subject, correlationId()]);
};

@Controller()
class DispatchConsumer {
  @EventPattern<string>('activation.reported.v1', transportOf('dispatch'))
  async onReported(@Payload() events: Envelope[], @Ctx() delivery: Delivery): Promise<void> {
    await write('dispatch', events, delivery);
    if (events.some((event) => triggerOf(event) === 'late')) throw new Refused('activation-ended');
    if (events.some((event) => triggerOf(event) === 'poison')) throw new TypeError('a bug of dispatch');
  }
}

@Controller()
class SecondDispatchConsumer {
  @EventPattern<string>('activation.reported.v1', transportOf('dispatch'))
  async onReported(@Payload() events: Envelope[], @Ctx() delivery: Delivery): Promise<void> {
    await delivery.tx.query('SELECT 1');
    heard.push(...events.map((event) => `second ${event.subject}`));
  }
}

@Controller()
class NotificationConsumer {
  @EventPattern<string>('activation.reported.v1', transportOf('notification'), { mixedClicks: true })
  async onReported(@Payload() events: Envelope[], @Ctx() delivery: Delivery): Promise<void> {
    heard.push(`notification got ${events.length}`);
    await write('notification', events, delivery);
  }
}

/** What a service says goes by the outbox that its own module was given. */
@Injectable()
class Speaker {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox,
  ) {}

  async say(keys: readonly string[], trigger?: string): Promise<void> {
    const events = keys.map((key) => reported(key, trigger));
    await withCorrelation(`click ${keys.join(' ')}`, () => this.database.transaction((tx) => this.outbox.append(tx, events)));
  }
}

/** Everybody is signed in, in the org that the test says. */
let orgPath = '320582';
const signedIn: CanActivate = {
  canActivate: (context: ExecutionContext) => {
    if (context.getType() === 'http')
      context.switchToHttp().getRequest().session = { sub: '01932a4e-0000-7000-8000-00000000000a', orgPath };
    return true;
  },
};

@Module({})
class ServiceModule {}

@Global()
@Module({})
class Ports {}

describe('a process with three services', () => {
  let site: Site;
  let bus: LogBus;
  let app: NestFastifyApplication;
  const lines = new LogLines();
  const serviceModule = (name: ServiceName, controllers: (new () => object)[]) => ({
    module: { [`${name}Module`]: class extends ServiceModule {} }[`${name}Module`]!,
    imports: [
      DatabaseModule.connect({ name, databaseUrl: site.city.urlOf(name) } as ServiceConfig),
      MessagingModule.forService(name, { relayPollMs: 600_000 }),
    ],
    controllers,
    providers: name === 'plan' ? [Speaker] : [],
  });

  beforeAll(async () => {
    site = await Site.open();
    bus = new LogBus(site.city.urlOf('bus'));
    const root = {
      module: class Root {},
      imports: [
        {
          module: Ports,
          providers: [
            { provide: EventBus, useValue: bus },
            { provide: Clock, useValue: new FakeClock() },
            { provide: APP_GUARD, useValue: signedIn },
          ],
          exports: [EventBus, Clock],
        },
        serviceModule('plan', []),
        serviceModule('dispatch', [DispatchConsumer, SecondDispatchConsumer]),
        serviceModule('notification', [NotificationConsumer]),
      ],
    };
    app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), { logger: lines, abortOnError: false });
    app.useGlobalPipes(inputPipe());
    app.useGlobalFilters(new ProblemFilter());
    connectConsumers(app, ['dispatch', 'notification']);
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    lines.listen();
  });

  afterAll(async () => {
    await app.close();
    await bus.close();
    await site.close();
    expect(lines.take('error')).toEqual([]);
  });

  const messaging = (service: ServiceName) => app.get<ServiceMessaging>(messagingOf(service), { strict: false });
  const say = (keys: readonly string[], trigger?: string) => app.get(Speaker, { strict: false }).say(keys, trigger);

  it('finds the database of each service', () => {
    for (const service of ['plan', 'dispatch', 'notification'] as const) {
      expect(messaging(service).database()).toBeInstanceOf(DataSource);
      expect((messaging(service).database().options as { url: string }).url).toBe(site.city.urlOf(service));
    }
  });

  it('gives an event to all handlers of each service, woken by the commit, under the click that caused it', async () => {
    await say(['a', 'b']);
    await eventually(async () => expect(await site.count('dispatch.effect')).toBe(2));
    await eventually(async () => expect(await site.count('notification.effect')).toBe(2));
    // The relays of this process never poll: only the commit of the transaction has woken them, also at the second time.
    await say(['a']);
    await eventually(async () => expect(await site.count('dispatch.effect')).toBe(3));
    await eventually(async () => expect(await site.count('notification.effect')).toBe(3));
    expect(await site.ask('SELECT DISTINCT correlation FROM dispatch.effect')).toEqual(
      expect.arrayContaining([{ correlation: 'click a b' }, { correlation: 'click a' }]),
    );
    expect(heard.filter((each) => each.startsWith('second')).sort()).toEqual(['second a', 'second a', 'second b']);
  });

  it('drops a refusal of one service, keeps the bug of one service to itself, and shows the real error', async () => {
    await say(['late'], 'late');
    await say(['poison'], 'poison');
    await eventually(async () => expect(await site.count('notification.effect')).toBe(5));
    await eventually(async () => expect(await site.count('dispatch.dead_letter')).toBe(1));
    await eventually(async () =>
      expect((await messaging('dispatch').state()).consumer).toMatchObject({ refused: 1, buried: 1, waiting: 0 }),
    );
    expect(await site.count('dispatch.effect')).toBe(3);
    expect(await site.count('notification.dead_letter')).toBe(0);
    expect(lines.take('error')).toEqual([expect.stringContaining('a bug of dispatch')]);
    expect(await messaging('dispatch').lag()).toBe(0);
    const { relay } = await messaging('plan').state();
    expect(relay).toEqual({ connected: true, shardsHeld: 16, unpublished: 0, oldestSeconds: 0 });
  });

  it('lists dead letters per service, and says in a problem why a replay failed', async () => {
    const url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}/api`;
    const get = async (path: string) => (await fetch(`${url}/${path}`)).json();
    const replay = async (path: string) =>
      (await fetch(`${url}/${path}/replay`, { method: 'POST', headers: { 'accept-language': 'en' } })).json();
    const letters = (await get('dispatch/dead-letters')) as { id: string }[];
    expect(letters).toEqual([expect.objectContaining({ key: 'poison', reason: 'repeated-error', tries: 3, replayedAt: null })]);
    expect(await get('notification/dead-letters')).toEqual([]);
    expect(await get('dispatch/dead-letters?limit=0')).toMatchObject({ status: 400, code: 'invalid-input' });
    expect(await replay('dispatch/dead-letters/01932a4e-0000-7000-8000-000000000001')).toMatchObject({ status: 404, code: 'not-found' });
    expect(await replay(`notification/dead-letters/${letters[0]!.id}`)).toMatchObject({ status: 404, code: 'not-found' });
    const failed = await replay(`dispatch/dead-letters/${letters[0]!.id}`);
    expect(failed).toMatchObject({ status: 409, code: 'replay-failed', detail: 'TypeError: a bug of dispatch' });
    orgPath = '320582/leyu';
    expect(await get('dispatch/dead-letters')).toEqual([]);
    expect(await replay(`dispatch/dead-letters/${letters[0]!.id}`)).toMatchObject({ status: 404, code: 'not-found' });
    orgPath = '320582';
    expect(await get('dispatch/dead-letters')).toEqual([expect.objectContaining({ tries: 4, replayedAt: null })]);
  });
});
