import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Socket } from 'socket.io';
import { Server } from 'socket.io';
import { obey } from '../child.js';
import { floorTask } from '../desks/desks.messages.js';
import type { FloorNews, FloorOrder, FloorRound } from './floor.messages.js';
import type { FloorRows } from './floor.rows.js';
import { FloorTables } from './floor.tables.js';

/** What is emitted per task: 350 bytes, as large as a short row. */
const payload = 'x'.repeat(350);
/** Other work gets a turn after so many emits. */
const emitsPerTurn = 250;
/** Marks that are written with one statement at least, while more are coming. */
const marksAtOnce = 1_000;

const sockets = new Map<number, Socket>();
let tables: FloorTables;
let next: FloorRows;

const say = (news: FloorNews): void => void process.send?.(news);

async function open(databaseUrl: string): Promise<void> {
  tables = await FloorTables.open(databaseUrl);
  const http = createServer();
  const options = {
    transports: ['websocket' as const],
    serveClient: false,
    perMessageDeflate: false,
    pingInterval: 20_000,
    pingTimeout: 15_000,
  };
  new Server(http, options).on('connection', (socket) => {
    sockets.set(Number((socket.handshake.auth as { accessToken: string }).accessToken), socket);
    socket.emit('session.ready', { mailboxes: [] });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  say({ news: 'listening', url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
}

/** The floor: rows in by COPY, the payload out to the desk of each task, and each acknowledgement marked. */
async function run(): Promise<FloorRound> {
  const rows = next;
  const begun = performance.now();
  await tables.copy(rows);
  const copyMs = performance.now() - begun;
  const acknowledged = new Acknowledged(rows.keys.length);
  const marked = acknowledged.markAll();
  for (let start = 0; start < rows.keys.length; start += emitsPerTurn) {
    if (start > 0) await new Promise((resume) => setImmediate(resume));
    for (const key of rows.keys.slice(start, start + emitsPerTurn)) {
      sockets.get(key.desk)!.emit(floorTask, payload, () => acknowledged.add(key));
    }
  }
  const pushMs = performance.now() - begun;
  await marked;
  return { ms: performance.now() - begun, copyMs, pushMs, rows: await tables.count(rows.activationId) };
}

type Key = FloorRows['keys'][number];

/** Gathers acknowledgements and marks them in bulk until all are. */
class Acknowledged {
  private keys: Key[] = [];
  private enough: (() => void) | undefined;

  constructor(private outstanding: number) {}

  add(key: Key): void {
    this.keys.push(key);
    this.outstanding -= 1;
    if (this.keys.length >= marksAtOnce || this.outstanding === 0) this.enough?.();
  }

  async markAll(): Promise<void> {
    while (this.outstanding > 0 || this.keys.length > 0) {
      if (this.outstanding > 0 && this.keys.length < marksAtOnce) await new Promise<void>((resolve) => (this.enough = resolve));
      await tables.mark(this.keys.splice(0));
    }
  }
}

obey<FloorOrder>(async (order) => {
  if (order.order === 'open') return open(order.databaseUrl);
  if (order.order === 'prepare') {
    await tables.prepare(order.tasks);
    next = await tables.compose();
    return say({ news: 'prepared' });
  }
  if (order.order === 'run') return say({ news: 'done', ...(await run()) });
  await tables.clean();
  next = await tables.compose();
  say({ news: 'clean' });
});
