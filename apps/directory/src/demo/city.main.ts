import { uuidv7 } from 'uuidv7';
import type { MailboxRow } from '#contracts/mailbox.js';
import type { Session } from '#contracts/org.js';
import { DeskClient } from '#desk-client/desk-client.js';
import type { CityOrder, CityReport } from './city.messages.js';
import { answerOf, isSilentDesk } from './answer.rules.js';

/** Desks that connect at the same moment; the next ones follow when these are through. */
const connectAtOnce = 20;
const renewEveryMs = 6 * 60_000;
const reportEveryMs = 500;

/** One desk of the demo with the people who sit at it. */
class Desk {
  private readonly client: DeskClient;
  private readonly silent: boolean;

  constructor(
    private readonly order: CityOrder,
    private readonly desk: CityOrder['desks'][number],
  ) {
    this.silent = isSilentDesk(desk.orgId, order.seed);
    this.client = new DeskClient(order.url, () => this.desk.accessToken, { keepSaid: false });
    this.client.onRow((row) => this.consider(row));
  }

  get connected(): boolean {
    return this.client.socket.connected;
  }

  /** New tokens before the old ones end, and the socket is told in band. */
  async renew(): Promise<void> {
    const response = await this.send('/api/session/renew', { refreshToken: this.desk.refreshToken });
    if (!response.ok) return;
    const session = (await response.json()) as Session;
    this.desk.accessToken = session.accessToken;
    this.desk.refreshToken = session.refreshToken;
    await this.client.say('session.renew', { accessToken: session.accessToken });
  }

  private consider(row: MailboxRow): void {
    const asks = (row.kind === 'task' && row.startedAt !== null) || row.kind === 'start';
    if (this.silent || !asks || !row.taskId || (row.state ?? 'issued') !== 'issued') return;
    const { acknowledgeAfterMs, arriveAfterMs, finishAfterMs } = answerOf(Math.random);
    this.later(acknowledgeAfterMs, row.taskId, 'acknowledge');
    this.later(arriveAfterMs, row.taskId, 'arrive');
    this.later(finishAfterMs, row.taskId, 'finish');
  }

  private later(afterMs: number | null, taskId: string, tap: string): void {
    if (afterMs === null) return;
    // A tap that is refused (the response ended meanwhile) is what happens to people, too.
    setTimeout(() => void this.send(`/api/tasks/${taskId}/${tap}`, { requestId: uuidv7() }).catch(complain), afterMs);
  }

  private send(path: string, body: object): Promise<Response> {
    return fetch(this.order.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.desk.accessToken}` },
      body: JSON.stringify(body),
    });
  }
}

function complain(error: unknown): void {
  process.stderr.write(`demo city: ${String(error)}\n`);
}

async function comeOnline(order: CityOrder): Promise<void> {
  const desks: Desk[] = [];
  setInterval(() => {
    const report: CityReport = { connected: desks.filter((desk) => desk.connected).length, total: order.desks.length };
    process.send?.(report);
  }, reportEveryMs);
  for (const seat of order.desks) {
    desks.push(new Desk(order, seat));
    const waiting = (): number => desks.filter((desk) => !desk.connected).length;
    for (let tries = 0; waiting() >= connectAtOnce && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  setInterval(() => {
    for (const [index, desk] of desks.entries()) setTimeout(() => void desk.renew().catch(complain), index * 100);
  }, renewEveryMs);
}

// The city lives as long as the platform that asked for it.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.once('message', (order: CityOrder) => void comeOnline(order).catch(complain));
