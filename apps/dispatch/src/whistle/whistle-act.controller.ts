import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { id } from '#contracts/ids.js';
import type { Whistle, WhistleActBody } from '#contracts/whistle.js';
import { whistleActBodies } from '#contracts/whistle.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { WhistleActService } from './whistle-act.service.js';

/** What is done to a whistle: one route per act, named like it. Which side may do it is decided by the table of acts. */
@Controller('api/whistles/:whistleId')
export class WhistleActController {
  constructor(private readonly whistles: WhistleActService) {}

  @Post('accept-offer')
  @HttpCode(200)
  @Allow('whistle.act')
  async acceptOffer(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies['accept-offer'] }) body: WhistleActBody<'accept-offer'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'accept-offer', body);
  }

  @Post('refuse-offer')
  @HttpCode(200)
  @Allow('whistle.act')
  async refuseOffer(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies['refuse-offer'] }) body: WhistleActBody<'refuse-offer'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'refuse-offer', body);
  }

  @Post('return')
  @HttpCode(200)
  @Allow('whistle.act')
  async returnWhistle(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies.return }) body: WhistleActBody<'return'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'return', body);
  }

  @Post('dispute')
  @HttpCode(200)
  @Allow('whistle.act')
  async dispute(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies.dispute }) body: WhistleActBody<'dispute'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'dispute', body);
  }

  @Post('yield')
  @HttpCode(200)
  @Allow('whistle.act')
  async yieldToTown(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies.yield }) body: WhistleActBody<'yield'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'yield', body);
  }

  @Post('ask-reassign')
  @HttpCode(200)
  @Allow('whistle.act')
  async askReassign(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies['ask-reassign'] }) body: WhistleActBody<'ask-reassign'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'ask-reassign', body);
  }

  @Post('reassign')
  @HttpCode(200)
  @Allow('whistle.act')
  async reassign(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies.reassign }) body: WhistleActBody<'reassign'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'reassign', body);
  }

  @Post('add-assist')
  @HttpCode(200)
  @Allow('whistle.act')
  async addAssist(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies['add-assist'] }) body: WhistleActBody<'add-assist'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'add-assist', body);
  }

  @Post('rule')
  @HttpCode(200)
  @Allow('whistle.act')
  async rule(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies.rule }) body: WhistleActBody<'rule'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'rule', body);
  }

  @Post('send-back')
  @HttpCode(200)
  @Allow('whistle.act')
  async sendBack(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies['send-back'] }) body: WhistleActBody<'send-back'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'send-back', body);
  }

  @Post('close')
  @HttpCode(200)
  @Allow('whistle.act')
  async close(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies.close }) body: WhistleActBody<'close'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'close', body);
  }

  @Post('withdraw')
  @HttpCode(200)
  @Allow('whistle.act')
  async withdraw(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies.withdraw }) body: WhistleActBody<'withdraw'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'withdraw', body);
  }

  @Post('raise')
  @HttpCode(200)
  @Allow('whistle.act')
  async raise(
    @Caller() caller: SessionClaims,
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: whistleActBodies.raise }) body: WhistleActBody<'raise'>,
  ): Promise<Whistle> {
    return this.whistles.act(caller, whistleId, 'raise', body);
  }
}
