import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Allow, Public } from '#service-kit/session.guard.js';
import { DemoCity } from './demo.service.js';

/** Whether this is a demo, and how much of its city is online. */
export const demoAnswer = z.object({ demo: z.boolean(), online: z.boolean(), connected: z.number().int(), total: z.number().int() });
export type DemoAnswer = z.infer<typeof demoAnswer>;

export const switchCity = z.object({ online: z.boolean() });

@Controller('api/demo')
export class DemoController {
  constructor(private readonly city: DemoCity) {}

  @Get()
  @Public()
  read(): DemoAnswer {
    return this.city.state();
  }

  /** Lets the city come online, or takes it off: a real client for every command point. */
  @Post('city')
  @HttpCode(200)
  @Allow('demo.run')
  async switchCity(@Req() request: FastifyRequest, @Body({ schema: switchCity }) body: z.infer<typeof switchCity>): Promise<DemoAnswer> {
    const { localPort } = request.socket;
    if (body.online) await this.city.comeOnline(`http://127.0.0.1:${localPort}`);
    else this.city.goOffline();
    return this.city.state();
  }
}
