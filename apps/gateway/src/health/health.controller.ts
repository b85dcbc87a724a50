import { Controller, Get } from '@nestjs/common';
import { Refused } from '#service-kit/refused.js';
import { Public } from '#service-kit/session.guard.js';
import { namesOfServices } from '../forward/failure.rules.js';
import { Instances } from '../instance/instances.js';
import type { Presence } from '../instance/instances.js';

/** The gateway's own health. It is ready when at least one instance of every service answers; it says which do not. */
@Controller('health')
export class HealthController {
  constructor(private readonly instances: Instances) {}

  @Get('live')
  @Public()
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @Public()
  ready(): { status: 'ready'; services: Presence[] } {
    const services = this.instances.presence();
    const away = services.filter((each) => each.answering === 0).map((each) => namesOfServices[each.service]);
    if (away.length === 0) return { status: 'ready', services };
    throw new Refused('unavailable', {
      zh: `${away.map((each) => each.zh).join('、')}暂时联系不上`,
      en: `Cannot be reached for the moment: ${away.map((each) => each.en).join(', ')}`,
    });
  }
}
