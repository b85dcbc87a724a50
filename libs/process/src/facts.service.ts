import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { ServiceName } from '#contracts/events.js';
import { messagingOf } from '#messaging/messaging.module.js';
import type { ServiceMessaging } from '#messaging/service-messaging.js';
import { factsOf } from '#service-kit/facts.js';
import type { Fact } from '#service-kit/facts.js';

/** Injection token: the services of this process. */
export const PROCESS_SERVICES = Symbol('PROCESS_SERVICES');

/** What the services of this process say about themselves. */
@Injectable()
export class ProcessFacts {
  constructor(
    private readonly modules: ModuleRef,
    @Inject(PROCESS_SERVICES) private readonly services: readonly ServiceName[],
  ) {}

  /** The messaging of each service that has one. The directory says nothing and hears nothing. */
  messaging(): ServiceMessaging[] {
    return this.found<ServiceMessaging>(messagingOf).map(([, messaging]) => messaging);
  }

  /** The figures that a service offers beside its messaging. */
  own(): [ServiceName, readonly Fact[]][] {
    return this.found<readonly Fact[]>(factsOf);
  }

  private found<Value>(token: (service: ServiceName) => symbol): [ServiceName, Value][] {
    return this.services.flatMap((service): [ServiceName, Value][] => {
      try {
        return [[service, this.modules.get<Value>(token(service), { strict: false })]];
      } catch {
        // Nest throws for what nobody provides.
        return [];
      }
    });
  }
}
