import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Envelope } from '#contracts/envelope.js';
import type { WhistleBlown, WhistleChanged, WhistleEnded, WhistleRulingAsked } from '#contracts/whistle.js';
import { Clock } from '#service-kit/clock.js';
import { CommitBell } from '../desk/commit.bell.js';
import { DeskBroadcast } from '../desk/desk.broadcast.js';
import { MailboxService, addressKey } from '../mailbox/mailbox.service.js';
import { readPaths } from '../response/org-paths.js';
import { ResponseService } from '../response/response.service.js';
import { sayRulingAsked } from './whistle.rules.js';

type Shared = { whistleId: string; unitId: string; orgIds: readonly string[] };
type Heard = Shared & { what: string; at: string };

/** What other nodes told this long ago is looked for, where it may not have been heard. */
const lookBackMs = 15_000;

/** Tells those who share a whistle that it changed, and nobody else: the town, the departments that were called, the city. */
@Injectable()
export class WhistleService {
  constructor(
    private readonly database: DataSource,
    private readonly responses: ResponseService,
    private readonly mailboxes: MailboxService,
    private readonly bell: CommitBell,
    private readonly broadcast: DeskBroadcast,
    private readonly clock: Clock,
  ) {}

  /** A whistle was blown: the departments get their tasks by another way. */
  async noteBlown(tx: EntityManager, events: readonly Envelope<WhistleBlown>[]): Promise<void> {
    await this.ring(
      tx,
      events.map(({ data }) => ({ ...data, what: 'whistle.blown', at: data.blownAt })),
    );
  }

  /** Something happened to a whistle. */
  async noteChanges(tx: EntityManager, events: readonly Envelope<WhistleChanged>[]): Promise<void> {
    await this.ring(
      tx,
      events.map(({ data }) => data),
    );
  }

  /** The city centre must rule: a row in its mailbox, which rings, once per whistle and moment. */
  async askForRuling(tx: EntityManager, events: readonly Envelope<WhistleRulingAsked>[]): Promise<void> {
    const mailboxIds = await this.mailboxes.open(
      tx,
      events.map(({ data }) => data.superior),
    );
    await this.mailboxes.lock(tx, mailboxIds.values());
    const asked = await this.rulingsAsked(
      tx,
      events.map(({ data }) => data.whistleId),
    );
    const rows = events.flatMap(({ exercise, data }) => {
      if (asked.has(rulingKey(data.whistleId, data.at))) return [];
      const { whistleId: activationId, unitId } = data;
      const mailboxId = mailboxIds.get(addressKey(data.superior)) as number;
      const said = { ...sayRulingAsked(data), askedAt: data.at };
      return [{ mailboxId, kind: 'digest' as const, cause: 'whistle' as const, activationId, unitId, taskId: null, exercise, said }];
    });
    await this.mailboxes.write(tx, rows, this.clock.now());
    await this.ring(
      tx,
      events.map(({ data }) => ({ ...data, what: 'whistle.ruling-asked' })),
    );
  }

  /** A whistle has ended: whoever had a row of it is told how. */
  async end(tx: EntityManager, events: readonly Envelope<WhistleEnded>[]): Promise<void> {
    await this.responses.endWhistles(tx, events);
    await this.ring(
      tx,
      events.map(({ data }) => ({ ...data, what: `whistle.${data.state}` })),
    );
  }

  /** Rings here for what another node heard of lately, in case its news did not come. */
  async ringUnheard(): Promise<void> {
    const news = (await this.database.query(
      'SELECT whistle_id AS "whistleId", paths, what, at FROM notification.whistle WHERE told_at > $1',
      [new Date(this.clock.now().getTime() - lookBackMs)],
    )) as { whistleId: string; paths: string[]; what: string; at: Date }[];
    for (const { at, ...one } of news) await this.broadcast.ringWhistle({ ...one, at: at.toISOString() });
  }

  private async ring(tx: EntityManager, heard: readonly Heard[]): Promise<void> {
    const paths = await readPaths(
      tx,
      heard.flatMap(({ unitId, orgIds }) => [unitId, ...orgIds]),
    );
    const news = heard.map(({ whistleId, unitId, orgIds, what, at }) => ({
      ...{ whistleId, what, at },
      paths: [unitId, ...orgIds].flatMap((orgId) => paths.get(orgId) ?? []),
    }));
    const latest = [...new Map(news.map((one) => [one.whistleId, one])).values()].sort((a, b) => (a.whistleId < b.whistleId ? -1 : 1));
    await tx.query(
      `INSERT INTO notification.whistle AS known (whistle_id, paths, what, at, told_at)
       SELECT (n->>'whistleId')::uuid, ARRAY(SELECT jsonb_array_elements_text(n->'paths')), n->>'what', (n->>'at')::timestamptz, $2
       FROM jsonb_array_elements($1::jsonb) AS n
       ON CONFLICT (whistle_id) DO UPDATE SET paths = excluded.paths, what = excluded.what, at = excluded.at, told_at = excluded.told_at
         WHERE known.at <= excluded.at`,
      [JSON.stringify(latest), this.clock.now()],
    );
    this.bell.announce(tx, 'whistles', { whistles: news });
  }

  private async rulingsAsked(tx: EntityManager, whistleIds: readonly string[]): Promise<Set<string>> {
    const rows = (await tx.query(
      `SELECT activation_id, said->>'askedAt' AS at FROM notification.mailbox_row
       WHERE activation_id = ANY($1::uuid[]) AND kind = 'digest' AND said ? 'askedAt'`,
      [whistleIds],
    )) as { activation_id: string; at: string }[];
    return new Set(rows.map(({ activation_id, at }) => rulingKey(activation_id, at)));
  }
}

function rulingKey(whistleId: string, at: string): string {
  return `${whistleId} ${Date.parse(at)}`;
}
