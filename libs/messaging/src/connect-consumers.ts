import { Catch } from '@nestjs/common';
import type { ExceptionFilter, INestApplication } from '@nestjs/common';
import type { NestMicroservice } from '@nestjs/microservices';
import { throwError } from 'rxjs';
import type { ServiceName } from '#contracts/events.js';
import { strategyOf } from './messaging.module.js';
import type { BusStrategy } from './bus-strategy.js';

/** Gives the wrapper what a handler threw. Nest's own filter would replace it by "Internal server error", and a refusal would look like a bug. */
@Catch()
class KeepError implements ExceptionFilter {
  catch(error: unknown): unknown {
    return throwError(() => error);
  }
}

/**
 * Connects the `@EventPattern` methods of these services to the bus. Call it after the application is created and before
 * `startAllMicroservices()`, which starts the consumers; `app.close()` stops them.
 */
export function connectConsumers(app: INestApplication, services: readonly ServiceName[]): void {
  for (const service of services) {
    const strategy = app.get<BusStrategy>(strategyOf(service), { strict: false });
    const connected = app.connectMicroservice({ strategy }, { deferInitialization: true }) as unknown as NestMicroservice;
    connected.useGlobalFilters(new KeepError());
    // The rest of what connectMicroservice does: filters must be there before the methods are found.
    connected.registerListeners();
    connected.setIsInitialized(true);
    connected.setIsInitHookCalled(true);
  }
}
