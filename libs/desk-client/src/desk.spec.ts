import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server as HttpServer, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import type { MailboxRow } from '#contracts/mailbox.js';
import { Caller } from './caller.js';
import { Desk } from './desk.js';

/** A platform that does what the test says: it counts, and refuses or is silent when told. */
class Platform {
  readonly http: HttpServer;
  readonly sockets: Server;
  readonly tokens: string[] = [];
  readonly requests: { path: string; body: string }[] = [];
  refusesToken = '';
  answers: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => void response.end('{}');

  constructor() {
    this.http = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.requests.push({ path: request.url!, body: Buffer.concat(chunks).toString() });
        this.answers(request, response);
      });
    });
    this.sockets = new Server(this.http, { transports: ['websocket'] });
    this.sockets.use((socket, next) => {
      const { accessToken } = socket.handshake.auth as { accessToken: string };
      this.tokens.push(accessToken);
      if (accessToken !== this.refusesToken) next();
      else next(Object.assign(new Error('refused'), { data: { code: 'not-signed-in' } }));
    });
  }

  async open(): Promise<string> {
    this.http.listen(0, '127.0.0.1');
    await once(this.http, 'listening');
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  /** The line of the desk that connects next. */
  async nextLine(): Promise<Socket> {
    const [line] = (await once(this.sockets, 'connection')) as [Socket];
    line.onAny((...said: unknown[]) => (said.at(-1) as (answer: object) => void)({ ok: true }));
    return line;
  }
}

const row = (seq: number): MailboxRow => ({ mailboxId: 7, seq, kind: 'task', taskId: `task-${seq}` }) as MailboxRow;

describe('a desk that behaves like a page', () => {
  let platform: Platform;
  let url: string;
  let desk: Desk;
  let admissions = 0;

  beforeEach(async () => {
    platform = new Platform();
    url = await platform.open();
    admissions = 0;
    desk = new Desk('leyu', url, () => Promise.resolve({ accessToken: `token-${(admissions += 1)}`, subjectId: 'device' }));
  });
  afterEach(async () => {
    desk.close();
    await platform.sockets.close();
  });

  it('comes back after the server sent it away, with the cursors that it has', async () => {
    const [line] = await Promise.all([platform.nextLine(), desk.connect()]);
    line.emit('mailbox.rows', { rows: [row(1), row(2), row(2), row(4)] });
    await new Promise<void>((resolve) => desk.client.onRow(({ seq }) => seq === 4 && resolve()));
    const comingBack = platform.nextLine();
    line.disconnect();
    const again = await comingBack;
    expect(again.handshake.auth).toEqual({ accessToken: 'token-1', cursors: { 7: 2 } });
    expect(desk.client.rows.map(({ seq }) => seq)).toEqual([1, 2, 4]);
    expect(desk.client.repeats).toBe(1);
  });

  it('gets a new token where the line is refused for the old one', async () => {
    platform.refusesToken = 'token-1';
    await Promise.all([platform.nextLine(), desk.connect()]);
    expect(platform.tokens).toEqual(['token-1', 'token-2']);
  });

  it('pulls what it is behind with, and nothing when it is not', async () => {
    const [line] = await Promise.all([platform.nextLine(), desk.connect()]);
    line.emit('mailbox.rows', { rows: [row(1)] });
    platform.answers = (_, response) =>
      void response.end(JSON.stringify({ mailboxes: [{ mailboxId: 7, head: 2 }], rows: [row(2)], more: false }));
    line.emit('mailbox.head', { heads: { 7: 1 } });
    line.emit('mailbox.head', { heads: { 7: 2 } });
    await new Promise<void>((resolve) => desk.client.onRow(({ seq }) => seq === 2 && resolve()));
    expect(platform.requests.map(({ path }) => path)).toEqual(['/api/mailbox?after=7:1']);
  });

  it('that dropped off stays away until it comes back', async () => {
    await Promise.all([platform.nextLine(), desk.connect()]);
    desk.dropOff();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect([desk.isConnected, platform.tokens.length]).toEqual([false, 1]);
    await Promise.all([platform.nextLine(), desk.connect()]);
    expect(admissions).toBe(1);
  });

  it('sends again, as it was, what was not answered, and stops at a refusal', async () => {
    const statuses = [503, 500, 200, 503, 409];
    platform.answers = (_, response) => void response.writeHead(statuses.shift()!).end('{"code":"task-not-open"}');
    const caller = new Caller(url, () => '');
    expect(await caller.insist('POST', '/api/tasks/1/acknowledge', { requestId: 'one' }, 10_000)).toMatchObject({ status: 200, tries: 3 });
    expect(new Set(platform.requests.map(({ body }) => body))).toEqual(new Set(['{"requestId":"one"}']));
    expect(caller.internalErrors).toBe(1);
    await expect(caller.command('/api/tasks/1/finish', { requestId: 'two' })).rejects.toThrow('409');
  });
});
