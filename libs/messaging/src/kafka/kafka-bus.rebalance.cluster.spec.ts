import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { testKafka } from '#testing/cluster.js';
import { LogLines } from '../contract/log-lines.js';
import { Process } from '../contract/process.js';
import { ended, eventually, expectInOrder, pause, reported, Site } from '../contract/site.js';
import type { MemberOptions } from './contract/member.js';
import { openTestBus, topicsOf } from './contract/kafka-site.js';

const root = path.resolve(import.meta.dirname, '../../../..');
const keys = Array.from({ length: 24 }, (_, nth) => `key-${nth}`);

/** A process of its own takes its time on a busy machine. */
const startMs = 60_000;

/** Another process of the same group; it says how many events it has handled. */
class Member {
  handled = 0;

  constructor(private readonly child: ChildProcess) {
    // Its log goes the same way.
    createInterface(child.stdout!).on('line', (line) => {
      if (/^\d+$/.test(line)) this.handled = Number(line);
    });
  }

  static async start(site: Site): Promise<Member> {
    const options: MemberOptions = {
      brokers: testKafka(),
      prefix: await topicsOf(site.city.ownerUrl),
      planUrl: site.city.urlOf('plan'),
      dispatchUrl: site.city.urlOf('dispatch'),
      eachBatchMs: 40,
    };
    const script = path.join(import.meta.dirname, 'contract/member.ts');
    const child = spawn(process.execPath, ['--import', './libs/testing/loader/register.mjs', script, JSON.stringify(options)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '--no-warnings' },
    });
    return new Member(child);
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(name);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }
}

describe('a group on Kafka while members come and go', () => {
  const lines = new LogLines();
  let site: Site;
  let process: Process;
  let member: Member;
  let rounds = 0;

  /** A fan-out: many keys, many rounds, in transactions of their own. */
  const fanOut = async (count: number): Promise<void> => {
    for (let round = 0; round < count; round += 1, rounds += 1) {
      await process.say(keys.map((key) => (rounds % 5 === 4 ? ended(key) : reported(key))));
      await pause(25);
    }
  };
  const allOnce = () => new Map(keys.map((key) => [key, rounds]));

  beforeEach(async () => {
    rounds = 0;
    lines.listen();
    site = await Site.open();
    member = await Member.start(site);
  });
  afterEach(async () => {
    await member.kill();
    await process.stop();
    await site.close();
    expect(lines.take('error')).toEqual([]);
  });

  it('has every effect once and in order, though a member that also relays stands still in the middle, and comes back', async () => {
    // The member is first: it has all the locks of the relay, and all partitions until we join.
    await eventually(async () => expect(await site.ask(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory'`)).not.toEqual([]), startMs);
    process = await Process.start(site, openTestBus(), { consumes: 'dispatch', before: () => pause(10) });
    await fanOut(10);
    await eventually(async () => {
      await fanOut(1);
      expect(member.handled).toBeGreaterThan(0);
      expect(process.consumer?.counts.handled).toBeGreaterThan(0);
    }, startMs);
    const running = fanOut(30);
    await pause(200);
    member.signal('SIGSTOP');
    await running;
    await fanOut(10);
    // Nothing waits for the one that stands still: its partitions, its locks and its rows go to others.
    await eventually(async () => expectInOrder(await site.effects(), allOnce()), 60_000);
    const before = member.handled;
    member.signal('SIGCONT');
    await eventually(async () => {
      await fanOut(2);
      expect(member.handled).toBeGreaterThan(before);
    }, 60_000);
    await eventually(async () => expectInOrder(await site.effects(), allOnce()), 60_000);
    expect(await site.count('dispatch.dead_letter')).toBe(0);
  });

  it('has every effect once and in order, though a member is killed in the middle', async () => {
    process = await Process.start(site, openTestBus(), { consumes: 'dispatch', before: () => pause(10) });
    await eventually(async () => {
      await fanOut(1);
      expect(member.handled).toBeGreaterThan(0);
    }, startMs);
    const running = fanOut(20);
    await pause(200);
    await member.kill();
    await running;
    await eventually(async () => expectInOrder(await site.effects(), allOnce()), 60_000);
    expect(await site.count('dispatch.dead_letter')).toBe(0);
  });
});
