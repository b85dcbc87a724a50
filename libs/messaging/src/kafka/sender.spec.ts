import { LogLines } from '../contract/log-lines.js';
import type { Parcel } from './sender.js';
import { maximumSendBytes, Sender } from './sender.js';

/** A Kafka that takes batches up to a size, and is away when it is told so. */
class FakeLine {
  readonly sent: { topic: string; values: string[] }[] = [];
  readonly missing = new Set<string>();
  maximumBytes = Number.POSITIVE_INFINITY;
  isAway = false;
  tries = 0;
  atOnce = 0;
  mostAtOnce = 0;

  async send(topic: string, messages: { value: unknown }[]): Promise<void> {
    this.tries += 1;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    this.atOnce -= 1;
    if (this.isAway || this.missing.has(topic)) throw new Error('away');
    const values = messages.map((message) => String(message.value));
    const bytes = values.reduce((sum, value) => sum + Number(value.split(' ')[1]), 0);
    if (bytes > this.maximumBytes) throw Object.assign(new Error('wrapped'), { cause: { type: 'MESSAGE_TOO_LARGE' } });
    this.sent.push({ topic, values });
  }

  async close(): Promise<void> {}
}

const parcel = (name: string, bytes = 100, topic = 'task'): Parcel => ({ topic, name, bytes, message: { value: `${name} ${bytes}` } });
const parcels = (count: number, bytes: number, name = 'e'): Parcel[] =>
  Array.from({ length: count }, (_, nth) => parcel(`${name}${nth}`, bytes));
const names = (line: FakeLine): string[] => line.sent.flatMap(({ values }) => values.map((value) => value.split(' ')[0] ?? ''));

describe('the sender', () => {
  const lines = new LogLines();
  let line: FakeLine;
  let sender: Sender;

  beforeEach(() => {
    line = new FakeLine();
    sender = new Sender(line);
    lines.listen();
  });
  afterEach(async () => {
    await sender.close();
    expect(lines.take('error')).toEqual([]);
  });

  it('has one send in flight, and what waits goes together with the next', async () => {
    await Promise.all(Array.from({ length: 16 }, (_, nth) => sender.send(parcels(3, 100, `p${nth}-`))));
    await Promise.all([sender.send([parcel('a')]), sender.send([parcel('b')])]);
    expect(line.mostAtOnce).toBe(1);
    expect(line.sent.map(({ values }) => values.length)).toEqual([48, 2]);
    expect(sender.produced).toBe(50);
  });

  it('goes on after a rest, whenever something comes', async () => {
    for (let round = 0; round < 200; round += 1) {
      await sender.send([parcel(`a${round}`)]);
      await Promise.all([sender.send([parcel(`b${round}`)]), Promise.resolve().then(() => sender.send([parcel(`c${round}`)]))]);
    }
    expect(sender.produced).toBe(600);
  });

  it('sends at most half a megabyte at once, in order', async () => {
    await sender.send(parcels(20, 100_000));
    expect(line.sent.map(({ values }) => values.length)).toEqual([5, 5, 5, 5]);
    expect(names(line)).toEqual(parcels(20, 1).map((each) => each.name));
    expect(5 * 100_000).toBeLessThanOrEqual(maximumSendBytes);
  });

  it('sends topics apart: one that is missing does not hold up another', async () => {
    line.missing.add('gone');
    const [gone, task] = await Promise.allSettled([sender.send([parcel('a', 1, 'gone')]), sender.send([parcel('b')])]);
    expect(gone.status).toBe('rejected');
    expect(task.status).toBe('fulfilled');
    expect(names(line)).toEqual(['b']);
  });

  it('halves what is too large, in order, and remembers it', async () => {
    line.maximumBytes = 1_000;
    await sender.send(parcels(16, 300));
    expect(names(line)).toEqual(parcels(16, 1).map((each) => each.name));
    expect(lines.take('warn').length).toBeGreaterThan(0);
    line.tries = 0;
    line.sent.length = 0;
    await sender.send(parcels(16, 300));
    expect(line.tries).toBe(line.sent.length);
  });

  it('fails the one that is too large alone, with what follows it, and nobody else; says so once; and goes on when it may', async () => {
    line.maximumBytes = 1_000;
    const blocked = [parcel('before'), parcel('large', 5_000), parcel('after')];
    for (let round = 0; round < 3; round += 1) {
      const results = await Promise.allSettled([sender.send(blocked), sender.send(parcels(4, 100, `r${round}-`))]);
      expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled']);
    }
    expect(names(line)).not.toContain('after');
    expect(sender.refused).toEqual(['large']);
    expect(lines.take('error')).toEqual([expect.stringContaining('refuses large of 5000 bytes')]);
    line.maximumBytes = 10_000;
    await sender.send(blocked);
    expect(names(line).slice(-2)).toEqual(['large', 'after']);
    expect(sender.refused).toEqual([]);
  });

  it('tells all who wait that Kafka is away, after one try', async () => {
    line.isAway = true;
    const sends = await Promise.allSettled(Array.from({ length: 8 }, () => sender.send(parcels(3, 200_000))));
    expect(sends.every((send) => send.status === 'rejected')).toBe(true);
    expect(line.tries).toBe(1);
    line.isAway = false;
    await sender.send([parcel('a')]);
  });

  it('takes nothing after it was closed', async () => {
    await sender.close();
    await expect(sender.send([parcel('a')])).rejects.toThrow('closed');
  });
});
