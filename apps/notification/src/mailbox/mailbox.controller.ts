import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import { deliveryMark, mailboxAnswer, mailboxQuery } from '#contracts/mailbox.js';
import { Clock } from '#service-kit/clock.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import { DeskAccess } from '../desk/desk.access.js';
import { ownRows } from '../desk/desk.messages.js';
import { parseCursors } from './mailbox.rules.js';
import { MailboxReading } from './mailbox.reading.js';

const rowsPerAnswer = 500;

/** The mailbox without a socket: for a desk that is behind, and where a proxy blocks WebSocket. The same rows, the same marks. */
@Controller('api/mailbox')
export class MailboxController {
  constructor(
    private readonly access: DeskAccess,
    private readonly reading: MailboxReading,
    private readonly deliveries: DeliveryService,
    private readonly clock: Clock,
  ) {}

  /** Rows after the cursors. A cursor of a mailbox that is not the caller's (any more) is passed over. */
  @Get()
  @Allow('mailbox.read')
  async pull(
    @Query({ schema: mailboxQuery }) query: z.output<typeof mailboxQuery>,
    @Caller() caller: SessionClaims,
  ): Promise<z.input<typeof mailboxAnswer>> {
    const mailboxes = (await this.access.mailboxesOf([caller])).get(caller.sub)!;
    const after = parseCursors(query.after);
    const cursors = [...mailboxes.keys()].map((mailboxId) => ({ mailboxId, after: after.get(mailboxId) ?? 0 }));
    const rows = await this.reading.rowsAfter(cursors, rowsPerAnswer + 1);
    return {
      mailboxes: [...mailboxes.values()],
      rows: rows.slice(0, rowsPerAnswer),
      more: rows.length > rowsPerAnswer,
      serverTime: this.clock.now().toISOString(),
    };
  }

  @Post('delivered')
  @HttpCode(204)
  @Allow('mailbox.read')
  async markDelivered(@Body({ schema: deliveryMark }) body: z.output<typeof deliveryMark>, @Caller() caller: SessionClaims): Promise<void> {
    const mailboxes = (await this.access.mailboxesOf([caller])).get(caller.sub)!;
    await this.deliveries.noteDelivered(ownRows({ claims: caller, mailboxes }, body));
  }

  @Post('heard')
  @HttpCode(204)
  @Allow('mailbox.read')
  async markHeard(@Body({ schema: deliveryMark }) body: z.output<typeof deliveryMark>, @Caller() caller: SessionClaims): Promise<void> {
    const mailboxes = (await this.access.mailboxesOf([caller])).get(caller.sub)!;
    await this.deliveries.noteHeard(ownRows({ claims: caller, mailboxes }, body));
  }
}
