import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ProcessModule } from '#process/process.module.js';
import { httpAdapter } from '#service-kit/http-app.js';
import { allServices } from './all-services.js';
import { OpenApiController } from '#process/openapi.controller.js';
import { openApiOf } from './openapi.document.js';

/** Writes the OpenAPI document of the composed platform. It composes the modules in preview: nothing is connected. */
async function generate(file: string): Promise<void> {
  const nothing = {} as never;
  const config = (name: 'directory' | 'intake' | 'plan' | 'dispatch' | 'notification') => ({
    name,
    databaseUrl: '',
    auditDatabaseUrl: '',
    publicKey: '',
    demo: true,
  });
  const ports = { clock: nothing, alarmClock: nothing, bus: nothing, revocations: nothing, publicKey: '' };
  const module = ProcessModule.compose({
    modules: allServices(config),
    services: [],
    own: config('directory'),
    ports,
    controllers: [OpenApiController],
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, httpAdapter(), {
    preview: true,
    logger: ['error'],
    abortOnError: false,
  });
  writeFileSync(file, `${JSON.stringify(openApiOf(app), null, 2)}\n`);
}

await generate('docs/openapi.json');
