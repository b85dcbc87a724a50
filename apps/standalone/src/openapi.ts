import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { httpAdapter } from '#service-kit/http-app.js';
import { openApiOf } from './openapi.document.js';
import { StandaloneModule } from './standalone.module.js';

/**
 * Writes the OpenAPI document of the composed platform, or with `--check` fails if the committed one differs. It composes the modules
 * in preview: nothing is connected.
 */
async function generate(file: string, check: boolean): Promise<void> {
  const nothing = {} as never;
  const config = (name: 'directory' | 'intake' | 'plan' | 'dispatch' | 'notification') => ({
    name,
    databaseUrl: '',
    auditDatabaseUrl: '',
    publicKey: '',
    demo: true,
  });
  const module = StandaloneModule.compose(config, { clock: nothing, alarmClock: nothing, bus: nothing, revocations: nothing, publicKey: '' });
  const app = await NestFactory.create<NestFastifyApplication>(module, httpAdapter(), { preview: true, logger: ['error'], abortOnError: false });
  const text = `${JSON.stringify(openApiOf(app), null, 2)}\n`;
  if (!check) return writeFileSync(file, text);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) throw new Error(`${file} is not what the code says: npm run generate`);
}

const [file = 'docs/openapi.json'] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
generate(file, process.argv.includes('--check')).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
