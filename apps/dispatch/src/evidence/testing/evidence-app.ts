import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { Evidence } from '#contracts/evidence.js';
import type { Problem } from '#contracts/problem.js';
import { signAccessToken } from '#service-kit/access-token.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { acceptForms } from '#service-kit/form.js';
import { httpAdapter, prepareHttp } from '#service-kit/http-app.js';
import { Revocations } from '#service-kit/revocations.js';
import { SessionGuard, SessionKey } from '#service-kit/session.guard.js';
import type { Town } from '../../testing/town.js';
import { EvidenceController } from '../evidence.controller.js';
import { EvidenceJobs } from '../evidence.jobs.js';
import { EvidenceService } from '../evidence.service.js';
import { EvidenceStore } from '../evidence-store.js';
import { FolderEvidenceStore } from '../folder.evidence-store.js';

/** A folder whose disk fails when a test says so: before content is kept under its hash, or right after. */
export class FailingStore extends FolderEvidenceStore {
  fails: 'before' | 'after' | null = null;
  override async copy(from: string, to: string): Promise<void> {
    if (this.fails === 'before') throw new Error('the disk is gone');
    await super.copy(from, to);
    if (this.fails === 'after') throw new Error('the disk is gone');
  }
}

/** Evidence over real HTTP, with the guard, limits and filters of every process, and its content in a folder. */
export type EvidenceApp = Awaited<ReturnType<typeof openEvidenceApp>>;

/** Opens it over a town. */
export async function openEvidenceApp(town: Town) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-evidence-'));
  const store = new FailingStore(folder);
  const pair = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const revocations = new Revocations(town.source);
  const errors: string[] = [];
  const module = {
    module: class EvidenceSpecModule {},
    controllers: [EvidenceController],
    providers: [
      { provide: DataSource, useValue: town.source },
      { provide: Clock, useValue: town.clock },
      { provide: AlarmClock, useValue: town.alarmClock },
      { provide: Revocations, useValue: revocations },
      { provide: SessionKey, useValue: { publicKey: pair.publicKey } },
      { provide: APP_GUARD, useClass: SessionGuard },
      { provide: EvidenceStore, useValue: store },
      EvidenceService,
      EvidenceJobs,
    ],
  };
  const logger = {
    log: () => undefined,
    warn: () => undefined,
    error: (message: unknown) => void errors.push(String(message)),
  } as LoggerService;
  const app = await NestFactory.create<NestFastifyApplication>(module, httpAdapter(), { logger, bodyParser: false, abortOnError: false });
  await prepareHttp(app);
  await acceptForms(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const tokenOf = (caller: SessionClaims): Promise<string> => signAccessToken(pair.privateKey, caller, town.clock.now());
  return {
    url,
    store,
    tokenOf,
    /** What was logged as ERROR; a healthy service logs none. */
    errors,
    jobs: app.get(EvidenceJobs),
    /** All that lies in the folder. */
    lying: (): string[] =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(join(folder, name)).isFile())
        .sort(),
    /** Sends a form; what a test does not say is a photo with a new request id. */
    add: async (caller: SessionClaims, taskId: string, content: Buffer | null, fields: Record<string, string> = {}) => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ requestId: uuidv7(), kind: 'photo', ...fields })) form.append(name, value);
      if (content) form.append('content', new Blob([new Uint8Array(content)], { type: 'image/png' }), '../../现场.png');
      const answer = await fetch(`${url}/api/tasks/${taskId}/evidence`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await tokenOf(caller)}` },
        body: form,
      });
      return { status: answer.status, body: (await answer.json()) as Evidence & Problem };
    },
    list: async (caller: SessionClaims, taskId: string) => {
      const answer = await fetch(`${url}/api/tasks/${taskId}/evidence`, { headers: { authorization: `Bearer ${await tokenOf(caller)}` } });
      return { status: answer.status, body: (await answer.json()) as { evidence: Evidence[] } & Problem };
    },
    open: async (caller: SessionClaims, id: string): Promise<Response> =>
      fetch(`${url}/api/evidence/${id}`, { headers: { authorization: `Bearer ${await tokenOf(caller)}` } }),
    close: async () => {
      await app.close();
      revocations.onApplicationShutdown();
      rmSync(folder, { recursive: true });
    },
  };
}
