import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import type { DemoAnswer } from '#contracts/demo.js';
import { Refused } from '#service-kit/refused.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { SERVICE_CONFIG } from '#service-kit/service-config.js';
import type { CityOrder, CityReport } from './city.messages.js';
import { DemoDeskService } from './demo-desk.service.js';

/**
 * The people of the demo: a process of their own with a real Socket.IO client for every command point, so that what the newcomer sees has
 * come through the same sockets and requests as in a real city, and the server's own work is not slowed by its guests'.
 */
@Injectable()
export class DemoCity implements OnModuleDestroy {
  private child: ChildProcess | undefined;
  private report: CityReport = { connected: 0, total: 0 };

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly desks: DemoDeskService,
  ) {}

  state(): DemoAnswer {
    return { demo: this.config.demo, online: this.child !== undefined, ...this.report };
  }

  /** Signs every desk in and lets its client connect to this address. A second call changes nothing. */
  async comeOnline(url: string): Promise<void> {
    if (!this.config.demo) throw new Refused('demo-only');
    if (this.child) return;
    const child = fork(fileURLToPath(new URL('./city.main.js', import.meta.url)), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.child = child;
    child.on('message', (report: CityReport) => (this.report = report));
    child.on('exit', () => {
      if (this.child !== child) return;
      this.child = undefined;
      this.report = { connected: 0, total: 0 };
    });
    const desks = await this.desks.signInDesks();
    this.report = { connected: 0, total: desks.length };
    const order: CityOrder = { url, desks, seed: 320582 };
    child.send(order);
  }

  goOffline(): void {
    this.child?.kill();
    this.child = undefined;
    this.report = { connected: 0, total: 0 };
  }

  onModuleDestroy(): void {
    this.goOffline();
  }
}
