import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { DemoController } from './demo.controller.js';
import { DemoCity, DemoSetting } from './demo.service.js';

/** What only a demo has: a city that comes online by itself. `directory` is the composed directory module, which signs the desks in. */
@Module({})
export class DemoModule {
  static register(directory: DynamicModule, demo: boolean): DynamicModule {
    return {
      module: DemoModule,
      imports: [directory],
      controllers: [DemoController],
      providers: [DemoCity, { provide: DemoSetting, useValue: { demo } }],
    };
  }
}
