import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ensureTopics } from '#messaging/kafka/topics.js';
import { startKafka } from './local-kafka.js';
import { startRedis } from './local-redis.js';
import { isRunning } from './server-process.js';

const root = path.resolve(import.meta.dirname, '../../..');
let parent: string;
let folder: string;
let running: { stop(): Promise<void> }[];
let children: ChildProcess[];

beforeEach(() => {
  // What Java, properties files and lists of folders could stumble over.
  parent = mkdtempSync(path.join(tmpdir(), 'muster 数据, -'));
  folder = path.join(parent, 'kafka');
  [running, children] = [[], []];
});

afterEach(async () => {
  children.forEach((child) => child.kill('SIGKILL'));
  await Promise.all(running.map((server) => server.stop()));
  rmSync(parent, { recursive: true, force: true });
});

async function keep<Server extends { stop(): Promise<void> }>(starting: Promise<Server>): Promise<Server> {
  const server = await starting;
  running.push(server);
  return server;
}

/** Another process that starts a server, until it is killed; answers the server's process id. */
async function startElsewhere(what: 'kafka' | 'redis', where: string): Promise<{ owner: ChildProcess; pid: number }> {
  const loader = ['--import', './libs/testing/loader/register.mjs'];
  const owner = spawn(process.execPath, [...loader, 'libs/local-services/src/testing/hold-open.ts', what, where], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  children.push(owner);
  const [line] = (await once(createInterface(owner.stdout), 'line')) as [string];
  return { owner, pid: Number(line) };
}

async function killOwner(owner: ChildProcess): Promise<void> {
  const exit = once(owner, 'exit');
  owner.kill('SIGKILL');
  await exit;
}

const topic = 'muster.incident';

function write(brokers: string, message: string): void {
  execFileSync('kcat', ['-b', brokers, '-t', topic, '-p', '0', '-P', '-q'], { input: message });
}

function read(brokers: string): string[] {
  const words = execFileSync('kcat', ['-b', brokers, '-t', topic, '-p', '0', '-C', '-e', '-q', '-o', 'beginning'], { encoding: 'utf8' });
  return words.split('\n').filter(Boolean);
}

describe('a local Kafka', () => {
  it('keeps its messages when it is stopped or killed, and comes back where it was', async () => {
    const first = await keep(startKafka({ folder }));
    await ensureTopics({ brokers: [first.brokers], prefix: '' });
    write(first.brokers, 'before the stop');
    await first.stop();
    await first.exited;
    expect(isRunning(first.pid)).toBe(false);

    const second = await keep(startKafka({ folder }));
    expect(second.brokers).toBe(first.brokers);
    expect(second.pid).not.toBe(first.pid);
    write(second.brokers, 'before the kill');
    await second.kill();
    await second.exited;

    const third = await keep(startKafka({ folder, port: second.port }));
    expect(third.brokers).toBe(first.brokers);
    expect(read(third.brokers)).toEqual(['before the stop', 'before the kill']);
    // It tells when it ends without being asked to.
    process.kill(third.pid, 'SIGTERM');
    await third.exited;
    expect(readdirSync(folder).filter((name) => name.includes('new') || name.startsWith('format'))).toEqual([]);
  });

  it('is stopped by the next start when its own process was killed, and refused while that process lives', async () => {
    const { owner, pid } = await startElsewhere('kafka', folder);
    await expect(startKafka({ folder })).rejects.toMatchObject({ code: 'already-running' });
    expect(isRunning(pid)).toBe(true);
    await killOwner(owner);
    expect(isRunning(pid)).toBe(true);

    const kafka = await keep(startKafka({ folder }));
    expect(isRunning(pid)).toBe(false);
    expect(isRunning(kafka.pid)).toBe(true);
  });

  it('says in one sentence why it does not start', async () => {
    mkdirSync(path.join(folder, 'data'), { recursive: true });
    writeFileSync(path.join(folder, 'data/meta.properties'), 'version=1\ncluster.id=another\nnode.id=7\n');
    await expect(startKafka({ folder })).rejects.toMatchObject({
      code: 'not-starting',
      text: { en: expect.stringMatching(/^The local Kafka does not start \(.*node.*\); see .*kafka\.log\.$/) as string },
    });
  });

  it('refuses a folder that is none', async () => {
    writeFileSync(folder, '');
    await expect(startKafka({ folder })).rejects.toMatchObject({ code: 'folder-unwritable' });
  });
});

describe('a local Redis', () => {
  it('starts, is killed, starts again at the same place, and keeps no files of data', async () => {
    const first = await keep(startRedis({ folder }));
    expect(first.url).toBe(`redis://127.0.0.1:${first.port}`);
    await first.kill();
    await first.exited;
    const second = await keep(startRedis({ folder }));
    expect(second.url).toBe(first.url);
    await second.stop();
    expect(isRunning(second.pid)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['redis.log', 'redis.log.previous', 'redis.pid']);
  });

  it('is stopped by the next start when its own process was killed, and refused while that process lives', async () => {
    const { owner, pid } = await startElsewhere('redis', folder);
    await expect(startRedis({ folder })).rejects.toMatchObject({ code: 'already-running' });
    await killOwner(owner);
    expect(isRunning(pid)).toBe(true);
    await keep(startRedis({ folder }));
    expect(isRunning(pid)).toBe(false);
  });

  it('stops although it stands still', async () => {
    const redis = await keep(startRedis({ folder }));
    process.kill(redis.pid, 'SIGSTOP');
    await redis.stop();
    expect(isRunning(redis.pid)).toBe(false);
  });

  it('takes another port when the wanted one is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const redis = await keep(startRedis({ folder, port }));
    expect(redis.port).not.toBe(port);
    other.close();
  });

  it('says in one sentence that there is no redis-server', async () => {
    await expect(startRedis({ folder, program: path.join(parent, 'redis-server') })).rejects.toMatchObject({
      code: 'redis-missing',
      text: {
        zh: `本机没有 ${path.join(parent, 'redis-server')}；请安装（Debian：apt-get install redis-server），或用 REDIS_URL 指定已有的 Redis。`,
        en: expect.stringContaining('This machine has no') as string,
      },
    });
  });

  it('says in one sentence why it does not start', async () => {
    const program = path.join(parent, 'redis-server');
    writeFileSync(program, '#!/bin/sh\nexec /usr/bin/env redis-server --no-such-setting 1\n', { mode: 0o755 });
    const starting = startRedis({ folder, program });
    await expect(starting).rejects.toMatchObject({
      code: 'not-starting',
      text: { en: expect.stringMatching(/^The local Redis does not start \(.*Bad directive.*\); see .*redis\.log\.$/) as string },
    });
  });
});
