import { setTimeout as sleep } from 'node:timers/promises';
import { obey } from '../child.js';
import { BenchDesk } from './bench-desk.js';
import type { DesksNews, DesksOrder, Seat } from './desks.messages.js';
import { epochMs } from '../wall-time.js';

/** Desks on their way at the same moment; the next ones follow when some of these are in. */
const connectAtOnce = 200;
const connectWithinMs = 300_000;
const renewAtOnce = 200;

const desks: BenchDesk[] = [];
let rows = 0;
let firstAt = 0;
let telling = false;

const say = (news: DesksNews): void => void process.send?.(news);

/** Counted at once, told once a turn. */
function noteConfirmed(more: number): void {
  if (rows === 0) firstAt = epochMs();
  rows += more;
  if (telling) return;
  telling = true;
  setImmediate(() => {
    telling = false;
    say({ news: 'confirmed', rows, firstAt });
  });
}

async function connect(url: string, seats: readonly Seat[]): Promise<void> {
  const begun = performance.now();
  let connected = 0;
  for (const seat of seats) {
    const desk = new BenchDesk(url, seat, noteConfirmed);
    desks.push(desk);
    // A desk of the product is in when it was told its mailboxes, one of the floor when the line stands.
    desk.client.socket.once('session.ready', () => (connected += 1));
    while (desks.length - connected >= connectAtOnce) await patiently(begun);
  }
  while (connected < desks.length) await patiently(begun);
  say({ news: 'connected', connectMs: performance.now() - begun });
}

async function patiently(begun: number): Promise<void> {
  if (performance.now() - begun > connectWithinMs) throw new Error(`not all of ${desks.length} desks connected`);
  await sleep(2);
}

async function renew(tokens: readonly string[]): Promise<void> {
  for (let start = 0; start < desks.length; start += renewAtOnce) {
    await Promise.all(desks.slice(start, start + renewAtOnce).map((desk, index) => desk.renew(tokens[start + index]!)));
  }
  say({ news: 'renewed' });
}

obey<DesksOrder>(async (order) => {
  if (order.order === 'connect') return connect(order.url, order.seats);
  if (order.order === 'renew') return renew(order.tokens);
  rows = 0;
  say({ news: 'counting' });
});
