import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ServiceName } from '#contracts/events.js';
import { flag, list, parseEnvironment } from '#process/environment.js';

const addresses = list.pipe(z.array(z.url({ protocol: /^https?$/ })).min(1));

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DIRECTORY_URLS: addresses.prefault('http://127.0.0.1:3101'),
  INTAKE_URLS: addresses.prefault('http://127.0.0.1:3102'),
  PLAN_URLS: addresses.prefault('http://127.0.0.1:3103'),
  DISPATCH_URLS: addresses.prefault('http://127.0.0.1:3104'),
  NOTIFICATION_URLS: addresses.prefault('http://127.0.0.1:3106'),
  /** Whose word about the client's address counts: nobody's (`false`), everybody's (`true`), or these addresses and networks, with commas. */
  TRUST_PROXY: z.string().default('false').transform(trustOf),
  /** The built pages. */
  WEB_FOLDER: z
    .string()
    .min(1)
    .default(fileURLToPath(new URL('../../../web', import.meta.url))),
  /** A demo's city of desks lives on this machine: it is not limited. */
  MUSTER_DEMO: flag.default(false),
  /** Widens or narrows the limits per address. */
  MUSTER_LIMIT_FACTOR: z.coerce.number().positive().default(1),
});

/** What the gateway is told by its environment. */
export type GatewayConfig = {
  port: number;
  host: string;
  urls: Readonly<Record<ServiceName, readonly string[]>>;
  trustProxy: boolean | string;
  webFolder: string;
  demo: boolean;
  limitFactor: number;
};

/** Reads the environment, once; the only place that does. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): GatewayConfig {
  const data = parseEnvironment(environment, variables);
  return {
    port: data.PORT,
    host: data.HOST,
    urls: {
      directory: data.DIRECTORY_URLS,
      intake: data.INTAKE_URLS,
      plan: data.PLAN_URLS,
      dispatch: data.DISPATCH_URLS,
      notification: data.NOTIFICATION_URLS,
    },
    trustProxy: data.TRUST_PROXY,
    webFolder: data.WEB_FOLDER,
    demo: data.MUSTER_DEMO,
    limitFactor: data.MUSTER_LIMIT_FACTOR,
  };
}

function trustOf(text: string): boolean | string {
  return text === 'true' || text === 'false' ? text === 'true' : text;
}
