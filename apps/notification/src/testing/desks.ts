import { Global, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { generateKeyPairSync } from 'node:crypto';
import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { Envelope } from '#contracts/envelope.js';
import { connectConsumers } from '#messaging/connect-consumers.js';
import { LogBus } from '#messaging/log-bus.js';
import { messagingOf } from '#messaging/messaging.module.js';
import { EventBus } from '#messaging/ports.js';
import type { ServiceMessaging } from '#messaging/service-messaging.js';
import { signAccessToken } from '#service-kit/access-token.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { openDatabase } from '#service-kit/database.module.js';
import { inputPipe } from '#service-kit/input.pipe.js';
import { ProblemFilter } from '#service-kit/problem.filter.js';
import { Revocations } from '#service-kit/revocations.js';
import { SessionGuard, SessionKey } from '#service-kit/session.guard.js';
import { ApiClient } from '#testing/api-client.js';
import { freshDatabase } from '#testing/database.js';
import { DeskClient } from '#desk-client/desk-client.js';
import { FakeAlarmClock, FakeClock } from '#testing/fake-clock.js';
import type { NotificationParts } from '../notification.module.js';
import { NotificationModule } from '../notification.module.js';
import { seedDirectory } from './directory-rows.js';

/** The notification service alone, with its HTTP and sockets, over a small town; its events come from the test. */
export type Desks = Awaited<ReturnType<typeof openDesks>>;

/** Opens it. `villages` many villages, each with a command point's device. One node for each of `nodes`, all over one database. */
export async function openDesks(villages = 3, nodes: readonly NotificationParts[] = [{}]) {
  const database = await freshDatabase();
  const owner = await new DataSource({ type: 'postgres', url: database.ownerUrl, poolSize: 3 }).initialize();
  const people = await seedDirectory(owner, villages);
  const clock = new FakeClock('2024-09-15T06:15:00+08:00');
  const alarmClock = new FakeAlarmClock(clock);
  const keys = generateKeyPairSync('ed25519');
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const source = await openDatabase(database.urlOf('notification'), 'notification-test', [], 20);
  const revocations = new Revocations(source);
  const bus = new LogBus(database.urlOf('bus'));
  const clients = new Set<DeskClient>();

  const open = async (parts: NotificationParts): Promise<NestFastifyApplication> => {
    const config = {
      name: 'notification' as const,
      databaseUrl: database.urlOf('notification'),
      auditDatabaseUrl: '',
      publicKey,
      demo: true,
    };
    const ports = [
      { provide: Clock, useValue: clock },
      { provide: AlarmClock, useValue: alarmClock },
      { provide: EventBus, useValue: bus },
      { provide: Revocations, useValue: revocations },
      { provide: SessionKey, useValue: { publicKey } },
    ];
    const root = {
      module: TestModule,
      imports: [
        { module: PortsModule, providers: ports, exports: ports.map((port) => port.provide) },
        NotificationModule.register(config, parts),
      ],
      providers: [{ provide: APP_GUARD, useClass: SessionGuard }],
    };
    const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter({ forceCloseConnections: true }), {
      logger: ['error'],
      abortOnError: false,
    });
    app.useGlobalPipes(inputPipe());
    app.useGlobalFilters(new ProblemFilter());
    connectConsumers(app, ['notification']);
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    return app;
  };
  const apps: NestFastifyApplication[] = [];
  for (const parts of nodes) apps.push(await open(parts));
  const url = (node = 0): string => `http://127.0.0.1:${(apps[node]!.getHttpServer().address() as { port: number }).port}`;
  const token = (claims: SessionClaims): Promise<string> => signAccessToken(privateKey, claims, clock.now());

  return {
    owner,
    source,
    clock,
    alarmClock,
    people,
    revocations,
    url,
    token,
    get app() {
      return apps[0]!;
    },
    /** Delivers events through the wrapper of the first node, as the bus would. */
    async hear(...events: Envelope[]): Promise<void> {
      const records = events.map((envelope, index) => ({
        source: envelope.source.slice('/muster/'.length) as 'dispatch',
        topic: `muster.${envelope.type.split('.')[0]}`,
        key: envelope.subject,
        shard: 0,
        outboxId: String(index),
        envelope,
      }));
      const consumer = apps[0]!.get<ServiceMessaging>(messagingOf('notification'), { strict: false }).listening();
      await consumer.takeBatch(records, { heartbeat: () => Promise.resolve(), isStale: () => false });
    },
    counts: () => apps[0]!.get<ServiceMessaging>(messagingOf('notification'), { strict: false }).listening().counts,
    /** Connects a desk or a page as a session. */
    async connect(claims: SessionClaims, options: { marks?: boolean; origin?: string; node?: number } = {}): Promise<DeskClient> {
      const accessToken = await token(claims);
      const client = new DeskClient(url(options.node), () => accessToken, options);
      clients.add(client);
      return client;
    },
    async api(claims: SessionClaims, node = 0): Promise<ApiClient> {
      return new ApiClient(url(node)).as(await token(claims));
    },
    async close(): Promise<void> {
      for (const client of clients) client.close();
      await alarmClock.stop();
      await Promise.all(apps.map((app) => app.close()));
      await bus.close();
      revocations.onApplicationShutdown();
      await source.destroy();
      await owner.destroy();
      await database.close();
    },
    /** Stops the service in order and opens it again over the same data, on another port. */
    async restart(): Promise<void> {
      await apps[0]!.close();
      apps[0] = await open(nodes[0]!);
    },
    /** Stops a node in order; it does not come back. */
    async stopNode(node: number): Promise<void> {
      await apps.splice(node, 1)[0]!.close();
    },
  };
}

@Module({})
class TestModule {}

@Global()
@Module({})
class PortsModule {}

/** The session of a village's command point. */
export function deskOf(subjectId: string, village: string): SessionClaims {
  return {
    sub: subjectId,
    kind: 'command-point',
    sid: uuidv7(),
    roles: ['command-point'],
    orgId: village,
    orgPath: `320582/leyu/${village}`,
    unitId: 'leyu',
  };
}

/** The session of an operator: of the city (`320582`) or of a unit (`320582/leyu`). */
export function operatorOf(subjectId: string, orgPath: string): SessionClaims {
  const unitId = orgPath.split('/')[1] ?? null;
  return {
    sub: subjectId,
    kind: 'person',
    sid: uuidv7(),
    roles: ['operator'],
    orgId: unitId ? `${unitId}:town-centre` : 'city-centre',
    orgPath,
    unitId,
  };
}

/** Waits until something holds; throws with what it waited for. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  const start = performance.now();
  while (!(await holds())) {
    if (performance.now() - start > withinMs) throw new Error(`waited ${withinMs} ms for: ${what}`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

/** Lets whatever is under way finish, to see that nothing more comes. */
export function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
