import { Body, Controller, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { DemoAnswer, SwitchCity } from '#contracts/demo.js';
import { switchCity } from '#contracts/demo.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { SERVICE_CONFIG } from '#service-kit/service-config.js';
import { Allow, Public } from '#service-kit/session.guard.js';
import { DemoCity } from './demo-city.service.js';

@Controller('api/demo')
export class DemoCityController {
  constructor(
    private readonly city: DemoCity,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Get()
  @Public()
  read(): DemoAnswer {
    return this.city.state();
  }

  /** Lets the city come online, or takes it off: a real client for every command point. */
  @Post('city')
  @HttpCode(200)
  @Allow('demo.run')
  async switchCity(@Req() request: FastifyRequest, @Body({ schema: switchCity }) body: SwitchCity): Promise<DemoAnswer> {
    if (body.online) await this.city.comeOnline(this.config.platformUrl ?? `http://127.0.0.1:${request.socket.localPort}`);
    else this.city.goOffline();
    return this.city.state();
  }
}
