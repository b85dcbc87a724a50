import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { EventBus } from '#messaging/ports.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { Revocations } from '#service-kit/revocations.js';
import { SessionKey } from '#service-kit/session.guard.js';

/** The ports that a process gives to all its services: what differs between standalone and cluster. */
export type ProcessPorts = { clock: Clock; alarmClock: AlarmClock; bus: EventBus; revocations: Revocations; publicKey: string };

@Global()
@Module({})
export class PortsModule {
  static provide(ports: ProcessPorts): DynamicModule {
    return {
      module: PortsModule,
      providers: [
        { provide: Clock, useValue: ports.clock },
        { provide: AlarmClock, useValue: ports.alarmClock },
        { provide: EventBus, useValue: ports.bus },
        { provide: Revocations, useValue: ports.revocations },
        { provide: SessionKey, useValue: { publicKey: ports.publicKey } },
      ],
      exports: [Clock, AlarmClock, EventBus, Revocations, SessionKey],
    };
  }
}
