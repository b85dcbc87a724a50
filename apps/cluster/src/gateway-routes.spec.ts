import { readFileSync } from 'node:fs';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceName } from '#contracts/events.js';
import { services } from '#contracts/events.js';
import { DirectoryModule } from '#directory/directory.module.js';
import { DispatchModule } from '#dispatch/dispatch.module.js';
import { ownPaths, routeOf, routes, serviceOf } from '#gateway/route/route.rules.js';
import { IntakeModule } from '#intake/intake.module.js';
import { NotificationModule } from '#notification/notification.module.js';
import { PlanModule } from '#plan/plan.module.js';
import { PortsModule } from '#process/ports.module.js';
import { httpAdapter } from '#service-kit/http-app.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { routesOf } from '../../standalone/src/testing/routes.js';

const modules: Readonly<Record<ServiceName, (config: ServiceConfig) => DynamicModule>> = {
  directory: (config) => DirectoryModule.register(config),
  intake: (config) => IntakeModule.register(config),
  plan: (config) => PlanModule.register(config),
  dispatch: (config) => DispatchModule.register(config),
  notification: (config) => NotificationModule.register(config),
};

/** The paths that this service's module really serves. It is composed in preview: nothing is connected. */
async function pathsOf(name: ServiceName): Promise<string[]> {
  const nothing = {} as never;
  const config = { name, databaseUrl: '', auditDatabaseUrl: '', publicKey: '', demo: true };
  const ports = PortsModule.provide({ clock: nothing, alarmClock: nothing, bus: nothing, revocations: nothing, publicKey: '' });
  const module = { module: class Alone {}, imports: [ports, modules[name](config)] };
  const app = await NestFactory.create<NestFastifyApplication>(module, httpAdapter(), {
    preview: true,
    logger: ['error'],
    abortOnError: false,
  });
  return routesOf([app]).map((route) => route.path);
}

describe('what the gateway forwards', () => {
  const served = new Map<ServiceName, string[]>();

  beforeAll(async () => {
    for (const service of services) served.set(service, await pathsOf(service));
  });

  it.each(services)('leads to %s for all that its module serves', (service) => {
    const paths = served.get(service)!;
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.filter((path) => serviceOf(path.replace(/:\w+/g, 'x')) !== service)).toEqual([]);
  });

  it('is everything in the OpenAPI document but its own paths, and no route is idle', () => {
    const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as { paths: Record<string, object> };
    const all = [...served.values()].flat();
    const described = Object.keys(document.paths).map((path) => path.replace(/\{(\w+)\}/g, ':$1'));
    expect(described.filter((path) => !all.includes(path)).sort()).toEqual([...ownPaths].sort());
    const used = new Set(all.map((path) => routeOf(path.replace(/:\w+/g, 'x'))?.pattern));
    expect(routes.map(([pattern]) => pattern).filter((pattern) => !used.has(pattern))).toEqual([]);
  });
});
