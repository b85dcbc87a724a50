import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { MailboxRow } from '#contracts/mailbox.js';
import type { Session } from '#contracts/org.js';
import { DeskClient } from '#desk-client/desk-client.js';
import { Caller } from './caller.js';

/** Tokens live ten minutes; before half of that is over a desk has a new one. */
const renewAfterMs = 4 * 60_000;
const comeBackMs = 1_000;

/** A desk of a command point that is really connected. */
export class Desk {
  readonly client: DeskClient;
  readonly caller: Caller;
  private session: Session | undefined;
  private signedInAt = 0;
  private pulling = false;

  constructor(
    readonly orgId: string,
    private readonly deviceToken: string,
    urlOf: () => string,
  ) {
    this.caller = new Caller(urlOf, () => this.session?.accessToken ?? '');
    this.client = new DeskClient(urlOf(), () => this.session?.accessToken ?? '', { keepSaid: false });
    this.client.socket.disconnect();
    this.behaveLikeAPage();
  }

  /** Whose taps they are: the device. */
  get subjectId(): string {
    return this.session?.me.id ?? '';
  }

  get isConnected(): boolean {
    return this.client.socket.connected;
  }

  /** What a page does besides: it comes back after it was sent away, and pulls what it is behind with. */
  private behaveLikeAPage(): void {
    const { socket } = this.client;
    const comeBack = (): unknown => setTimeout(() => socket.connect(), comeBackMs);
    socket.on('disconnect', (reason) => reason === 'io server disconnect' && comeBack());
    socket.on('connect_error', () => !socket.active && comeBack());
    socket.on('mailbox.head', ({ heads }: { heads: Record<string, number> }) => {
      const cursors = this.client.cursors();
      if (Object.entries(heads).some(([mailboxId, head]) => (cursors[mailboxId] ?? 0) < head)) void this.catchUp(cursors);
    });
  }

  private async catchUp(cursors: Readonly<Record<string, number>>): Promise<void> {
    if (this.pulling) return;
    this.pulling = true;
    this.client.takeIn((await this.pull(cursors))?.rows ?? []);
    this.pulling = false;
  }

  /** Signs in if its token is getting old, and tells its line. */
  async signIn(): Promise<void> {
    if (this.session && performance.now() - this.signedInAt < renewAfterMs) return;
    const { status, body } = await this.caller.insist<Session>('POST', '/api/session/device', { deviceToken: this.deviceToken }, 60_000);
    if (status >= 300 || status === 0) throw new Error(`desk ${this.orgId} cannot sign in: ${status} ${JSON.stringify(body)}`);
    this.session = body;
    this.signedInAt = performance.now();
    if (!this.isConnected) this.client.socket.connect();
    else await this.client.say('session.renew', { accessToken: body.accessToken });
  }

  /** Everything in its mailboxes beyond these cursors, by the pull; undefined if it is not answered. */
  async pull(after: Readonly<Record<string, number>>): Promise<{ rows: MailboxRow[]; heads: Map<number, number> } | undefined> {
    const cursors = { ...after };
    const rows: MailboxRow[] = [];
    for (;;) {
      const query = Object.entries(cursors)
        .map(([mailboxId, seq]) => `${mailboxId}:${seq}`)
        .join(',');
      const { status, body } = await this.caller.send<{
        mailboxes: { mailboxId: number; head: number }[];
        rows: MailboxRow[];
        more: boolean;
      }>('GET', `/api/mailbox?after=${query}`);
      if (status !== 200) return undefined;
      rows.push(...body.rows);
      for (const row of body.rows) cursors[row.mailboxId] = row.seq;
      if (!body.more) return { rows, heads: new Map(body.mailboxes.map(({ mailboxId, head }) => [mailboxId, head])) };
    }
  }
}

/** Opens desks at these command points, with new device tokens, and waits until all are connected. */
export async function openDesks(administrator: Caller, orgIds: readonly string[], urlOf: () => string): Promise<Desk[]> {
  const { status, body } = await administrator.insist<{ devices: { orgId: string; deviceToken: string }[] }>(
    'POST',
    '/api/devices',
    { requestId: uuidv7(), orgIds },
    60_000,
  );
  if (status !== 201) throw new Error(`no device tokens: ${status} ${JSON.stringify(body)}`);
  const desks = body.devices.map(({ orgId, deviceToken }) => new Desk(orgId, deviceToken, urlOf));
  for (const desk of desks) await desk.signIn();
  const until = performance.now() + 60_000;
  while (desks.some((desk) => !desk.isConnected)) {
    if (performance.now() > until) throw new Error(`${desks.filter((desk) => !desk.isConnected).length} desks do not connect`);
    await sleep(100);
  }
  return desks;
}
