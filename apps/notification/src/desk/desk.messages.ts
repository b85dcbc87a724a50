import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { mayDo } from '#contracts/access.js';
import type { ClientMessage } from '#contracts/socket.js';
import { clientMessages } from '#contracts/socket.js';
import { verifyAccessToken } from '#service-kit/access-token.js';
import { Clock } from '#service-kit/clock.js';
import { parseInput } from '#service-kit/input.pipe.js';
import { Refused } from '#service-kit/refused.js';
import { Revocations } from '#service-kit/revocations.js';
import { SessionKey } from '#service-kit/session.guard.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import type { RowKey } from '../mailbox/mailbox-row.js';
import { ProgressFeed } from '../progress/progress.feed.js';
import type { DeskSession } from './desk.registry.js';

type Body<Name extends ClientMessage> = z.output<(typeof clientMessages)[Name]>;
type Stories = { [Name in ClientMessage]: (session: DeskSession, body: Body<Name>) => Promise<void> | void };

/** What a client may say. Each message is parsed by its schema and refused as a whole, or done as a whole. */
@Injectable()
export class DeskMessages {
  private readonly stories: Stories = {
    'delivery.mark': (session, body) => this.deliveries.noteDelivered(ownRows(session, body)),
    'delivery.hear': (session, body) => this.deliveries.noteHeard(ownRows(session, body)),
    'session.renew': (session, body) => this.renew(session, body.accessToken),
    'progress.watch': (session, body) => this.progress.watch(session, body.activationId),
    'progress.unwatch': (session, body) => this.progress.unwatch(session, body.activationId),
  };

  constructor(
    private readonly deliveries: DeliveryService,
    private readonly progress: ProgressFeed,
    private readonly key: SessionKey,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  /** Does what a message asks; throws `Refused` for a message that is unknown, malformed, or about what is not the session's. */
  async take(session: DeskSession, name: string, body: unknown): Promise<void> {
    if (!isClientMessage(name))
      throw new Refused('invalid-input', { zh: `没有 ${name.slice(0, 40)} 这种消息`, en: `There is no message ${name.slice(0, 40)}` });
    await this.tell(session, name, body);
  }

  private async tell<Name extends ClientMessage>(session: DeskSession, name: Name, body: unknown): Promise<void> {
    await this.stories[name](session, parseInput(clientMessages[name], body) as Body<Name>);
  }

  /** A token in band must be of the same subject; a desk does not become another desk. */
  private async renew(session: DeskSession, token: string): Promise<void> {
    const renewed = await verifyAccessToken(this.key.publicKey, token, this.clock.now());
    if (!renewed || renewed.sub !== session.claims.sub || this.revocations.isEnded(renewed.sid)) throw new Refused('not-signed-in');
    const { expiresAt, ...claims } = renewed;
    session.claims = claims;
    session.expiresAt = expiresAt;
  }
}

/** The rows that marks name. A row of somebody else's mailbox is answered like one that does not exist, and nothing of the message counts. */
export function ownRows(session: Pick<DeskSession, 'claims' | 'mailboxes'>, body: Body<'delivery.mark'>): RowKey[] {
  if (!mayDo(session.claims.roles, 'mailbox.read')) throw new Refused('not-allowed');
  if (body.marks.some(({ mailboxId }) => !session.mailboxes.has(mailboxId))) throw new Refused('not-found');
  return body.marks.flatMap(({ mailboxId, seqs }) => seqs.map((seq) => ({ mailboxId, seq })));
}

function isClientMessage(name: string): name is ClientMessage {
  return Object.hasOwn(clientMessages, name);
}
