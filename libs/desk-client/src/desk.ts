import type { MailboxRow } from '#contracts/mailbox.js';
import type { Problem } from '#contracts/problem.js';
import { Caller } from './caller.js';
import { DeskClient } from './desk-client.js';

/** What a desk is let in with, and whose taps they are. */
export type Admission = { accessToken: string; subjectId: string };

/** How a desk gets in, and again before its token ends. Throws if it may not. */
export type Admit = (caller: Caller) => Promise<Admission>;

/** Tokens live ten minutes; a desk has a new one before half of that is over, not all desks at one moment. */
const renewAfterMs = 4 * 60_000;
const renewSpreadMs = 60_000;
const comeBackMs = 1_000;

/**
 * The desk of a command point that behaves like a page: it comes back after it was sent away, renews its token, pulls what it is behind with, and
 * sends again what was not answered.
 */
export class Desk {
  readonly client: DeskClient;
  readonly caller: Caller;
  private admission: Admission | undefined;
  private renewal: NodeJS.Timeout | undefined;
  private comingBack: NodeJS.Timeout | undefined;
  private pulling = false;
  private isOff = true;

  constructor(
    readonly orgId: string,
    url: string,
    private readonly admit: Admit,
  ) {
    const token = (): string => this.admission?.accessToken ?? '';
    this.caller = new Caller(url, token);
    this.client = new DeskClient(url, token, { keepSaid: false, connects: false });
    const { socket } = this.client;
    socket.on('disconnect', (reason) => reason === 'io server disconnect' && this.comeBackSoon());
    socket.on('connect_error', (error: Error & { data?: Problem }) => {
      // The line was answered and refused, so that nobody else tries again.
      if (!socket.active) this.comeBackSoon(error.data?.code === 'not-signed-in');
    });
    socket.on('mailbox.head', ({ heads }: { heads: Record<string, number> }) => {
      const cursors = this.client.cursors();
      if (Object.entries(heads).some(([mailboxId, head]) => (cursors[mailboxId] ?? 0) < head)) void this.catchUp(cursors);
    });
  }

  get subjectId(): string {
    return this.admission?.subjectId ?? '';
  }

  get isConnected(): boolean {
    return this.client.socket.connected;
  }

  /** Gets in and connects, or comes back after it dropped off. Throws if it may not. */
  async connect(): Promise<void> {
    this.isOff = false;
    if (!this.admission) await this.renew();
    this.client.socket.connect();
  }

  /** The line drops, and stays away until `connect`. Taps still go through: it is the line of the desk, not of the village. */
  dropOff(): void {
    this.isOff = true;
    clearTimeout(this.comingBack);
    this.client.socket.disconnect();
  }

  /** Goes for good. */
  close(): void {
    this.dropOff();
    clearTimeout(this.renewal);
    this.client.close();
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

  private async renew(): Promise<void> {
    this.admission = await this.admit(this.caller);
    clearTimeout(this.renewal);
    this.renewal = setTimeout(() => void this.renewInBand(), renewAfterMs + renewSpreadMs * Math.random());
  }

  /** Tells the line of the new token. What fails here is tried again when the server sends the desk away. */
  private async renewInBand(): Promise<void> {
    if (!(await this.renewed()) || !this.isConnected) return;
    await this.client.say('session.renew', { accessToken: this.admission!.accessToken }).catch(() => undefined);
  }

  private renewed(): Promise<boolean> {
    return this.renew().then(
      () => true,
      () => false,
    );
  }

  private comeBackSoon(withNewToken = false): void {
    if (this.isOff) return;
    clearTimeout(this.comingBack);
    this.comingBack = setTimeout(() => void this.comeBack(withNewToken), comeBackMs);
  }

  private async comeBack(withNewToken: boolean): Promise<void> {
    const admitted = !withNewToken || (await this.renewed());
    if (this.isOff) return;
    if (admitted) this.client.socket.connect();
    else this.comeBackSoon(withNewToken);
  }

  private async catchUp(cursors: Readonly<Record<string, number>>): Promise<void> {
    if (this.pulling) return;
    this.pulling = true;
    this.client.takeIn((await this.pull(cursors))?.rows ?? []);
    this.pulling = false;
  }
}
