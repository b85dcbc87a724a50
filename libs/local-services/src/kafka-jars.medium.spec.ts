import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LocalServicesConfig } from './config.js';
import { fileOf, kafkaArtefacts, pathInRepository } from './kafka-artefacts.js';
import type { Artefact } from './kafka-artefacts.js';
import { kafkaJars } from './kafka-jars.js';

let parent: string;
let cache: string;
let repository: Server;
let served: Map<string, string>;
let asked: string[];
let config: LocalServicesConfig;

const pin = (id: string, content: string): Artefact => ({
  artefact: `org.example:${id}:1.0`,
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
});
const [broker, client] = [pin('broker', 'the broker'), pin('client', 'the client')];
const pinned = { name: 'Kafka' as const, version: '1.0', jars: [broker, client] };

beforeEach(async () => {
  parent = mkdtempSync(path.join(tmpdir(), 'muster 组件-'));
  cache = path.join(parent, 'muster/kafka-1.0');
  served = new Map([
    [`/${pathInRepository(broker)}`, 'the broker'],
    [`/${pathInRepository(client)}`, 'the client'],
  ]);
  asked = [];
  repository = createServer((request, response) => {
    asked.push(request.url ?? '');
    const content = served.get(request.url ?? '');
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((resolve) => repository.listen(0, '127.0.0.1', resolve));
  const mavenUrl = `http://127.0.0.1:${(repository.address() as AddressInfo).port}`;
  config = { mavenUrl, mavenUrlIsGiven: false, cacheFolder: path.join(parent, 'muster'), programFolders: [] };
});

afterEach(async () => {
  await new Promise((resolve) => {
    repository.close(resolve);
    repository.closeAllConnections();
  });
  rmSync(parent, { recursive: true, force: true });
});

/** A Maven that brings these files, whatever it is asked for. */
function plantMaven(files: Record<string, string>): void {
  const copies = Object.entries(files).map(([name, content]) => `printf '%s' '${content}' > "$out/${name}"`);
  const find = 'for word in "$@"; do case "$word" in -DoutputDirectory=*) out="${word#*=}";; esac; done';
  writeFileSync(path.join(parent, 'mvn'), ['#!/bin/sh', find, ...copies, 'exit 1', ''].join('\n'));
  chmodSync(path.join(parent, 'mvn'), 0o755);
  config = { ...config, programFolders: [parent] };
}

describe('the jars of Kafka', () => {
  it('are pinned one by one, each with its version and SHA-256', () => {
    const { version, jars } = kafkaArtefacts();
    expect(jars).toContainEqual(expect.objectContaining({ artefact: `org.apache.kafka:kafka_2.13:${version}` }));
    expect(new Set(jars.map(fileOf)).size).toBe(jars.length);
    for (const { artefact, bytes, sha256 } of jars) {
      expect(artefact).toMatch(/^[\w.-]+:[\w.-]+:\d[\w.-]*$/);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(bytes).toBeGreaterThan(1_000);
    }
  });

  it('are fetched once and taken from the cache afterwards', async () => {
    const jars = await kafkaJars({ config, pinned });
    expect(jars).toEqual([path.join(cache, 'broker-1.0.jar'), path.join(cache, 'client-1.0.jar')]);
    expect(jars.map((jar) => readFileSync(jar, 'utf8'))).toEqual(['the broker', 'the client']);
    expect(readdirSync(path.join(parent, 'muster'))).toEqual(['kafka-1.0']);
    served.clear();
    expect(await kafkaJars({ config, pinned })).toEqual(jars);
    expect(asked).toHaveLength(2);
  });

  it('are refused with a wrong hash, and nothing of them is kept', async () => {
    served.set(`/${pathInRepository(client)}`, 'another client');
    await expect(kafkaJars({ config, pinned })).rejects.toMatchObject({
      code: 'wrong-hash',
      text: {
        zh: `从 ${config.mavenUrl} 得到的 org.example:client:1.0 与登记的 SHA-256 不符，已弃用；请换一个镜像（MUSTER_MAVEN_URL）后重试。`,
        en: expect.stringContaining('org.example:client:1.0 has another SHA-256') as string,
      },
    });
    expect(readdirSync(path.join(parent, 'muster'))).toEqual(['kafka-1.0']);
    expect(readdirSync(cache)).not.toContain('client-1.0.jar');
  });

  it('are refused with a wrong hash from Maven too', async () => {
    plantMaven({ 'broker-1.0.jar': 'the broker', 'client-1.0.jar': 'another client' });
    await expect(kafkaJars({ config, pinned })).rejects.toMatchObject({ code: 'wrong-hash' });
    expect(readdirSync(cache)).toEqual(['broker-1.0.jar']);
    expect(asked).toEqual([]);
  });

  it('come from the repository where Maven did not bring them', async () => {
    plantMaven({ 'broker-1.0.jar': 'the broker' });
    await kafkaJars({ config, pinned });
    expect(asked).toEqual([`/${pathInRepository(client)}`]);
    expect(readdirSync(cache).sort()).toEqual(['broker-1.0.jar', 'client-1.0.jar']);
  });

  it('come from the repository that somebody named, past Maven', async () => {
    plantMaven({ 'broker-1.0.jar': 'another broker' });
    await kafkaJars({ config: { ...config, mavenUrlIsGiven: true }, pinned });
    expect(asked).toHaveLength(2);
  });

  it('are fetched again when the one in the cache was changed', async () => {
    const [jar = ''] = await kafkaJars({ config, pinned });
    writeFileSync(jar, 'something else');
    await kafkaJars({ config, pinned });
    expect(readFileSync(jar, 'utf8')).toBe('the broker');
    expect(asked).toHaveLength(3);
  });

  it('say which one is missing where', async () => {
    served.delete(`/${pathInRepository(broker)}`);
    await expect(kafkaJars({ config, pinned })).rejects.toMatchObject({
      code: 'kafka-not-downloaded',
      text: {
        en: expect.stringContaining(
          `The part org.example:broker:1.0 of Kafka cannot be fetched from ${config.mavenUrl} (HTTP 404)`,
        ) as string,
      },
    });
  });

  it('say that there is no network', async () => {
    const { port } = repository.address() as AddressInfo;
    await new Promise((resolve) => repository.close(resolve));
    await expect(kafkaJars({ config, pinned })).rejects.toMatchObject({
      code: 'kafka-not-downloaded',
      text: { zh: expect.stringMatching(new RegExp(`无法从 http://127.0.0.1:${port} 下载（ECONNREFUSED）`)) as string },
    });
  });
});
