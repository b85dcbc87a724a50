import type { LoggerService } from '@nestjs/common';
import type { ServiceName } from '#contracts/events.js';
import { services } from '#contracts/events.js';
import { openGateway } from '../gateway.js';
import type { Gateway, GatewayOptions } from '../gateway.js';

/** A port on which nobody listens. */
export const nobody = 'http://127.0.0.1:9';

/** What a gateway wrote into its log. */
export type Written = { level: string; message: unknown }[];

/** Opens a gateway over these services; those that are not named are away. Limits are off unless a factor is given. */
export async function openTestGateway(
  urls: Partial<Record<ServiceName, readonly string[]>>,
  options: Partial<GatewayOptions> = {},
): Promise<Gateway & { written: Written }> {
  const written: Written = [];
  const gateway = await openGateway({
    urls: Object.fromEntries(services.map((service) => [service, urls[service] ?? [nobody]])) as Record<ServiceName, readonly string[]>,
    host: '127.0.0.1',
    port: 0,
    trustProxy: false,
    limits: { factor: 1, spareLoopback: true },
    logger: logTo(written),
    ...options,
  });
  return { ...gateway, written };
}

function logTo(written: Written): LoggerService {
  const at =
    (level: string) =>
    (message: unknown): void =>
      void written.push({ level, message });
  return { log: at('log'), debug: at('debug'), verbose: at('verbose'), warn: at('warn'), error: at('error'), fatal: at('fatal') };
}
