import { RequestMethod } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { ModulesContainer, Reflector } from '@nestjs/core';
import type { Permission } from '#contracts/access.js';
import { accessOf } from '#service-kit/session.guard.js';

/** One route of the composed platform and what it says about who may call it. */
export type Route = { method: string; path: string; access: Permission | 'public' | undefined; handler: string };

/** Every HTTP route that these Nest applications serve, read from the controllers themselves, so that a new one cannot be forgotten. */
export function routesOf(apps: readonly INestApplication[]): Route[] {
  const routes = new Map<string, Route>();
  for (const app of apps) addRoutes(routes, app);
  return [...routes.values()];
}

function addRoutes(routes: Map<string, Route>, app: INestApplication): void {
  const reflector = app.get(Reflector);
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, unknown>;
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const handler = prototype[name];
        if (typeof handler !== 'function') continue;
        const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
        if (method === undefined) continue;
        const path = [metatype, handler]
          .map((each) => String(Reflect.getMetadata('path', each) ?? '').replace(/^\/|\/$/g, ''))
          .filter(Boolean)
          .join('/');
        const access = accessOf(reflector, handler as () => unknown, metatype as unknown as () => unknown);
        routes.set(`${method} ${path}`, { method: RequestMethod[method], path: `/${path}`, access, handler: `${metatype.name}.${name}` });
      }
    }
  }
}
