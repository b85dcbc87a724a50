import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { id as idSchema } from '#contracts/ids.js';
import type { AccountsAnswer, SessionsEnded } from '#contracts/org.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { AccountService } from './account.service.js';

/** Accounts over HTTP, for administrators. */
@Controller('api/accounts')
export class AccountController {
  constructor(private readonly accounts: AccountService) {}

  @Get()
  @Allow('account.manage')
  async list(@Caller() caller: SessionClaims): Promise<AccountsAnswer> {
    return { accounts: await this.accounts.listAccounts(caller) };
  }

  @Post(':id/end-sessions')
  @Allow('account.manage')
  @HttpCode(200)
  async endSessions(@Caller() caller: SessionClaims, @Param('id', { schema: idSchema }) id: string): Promise<SessionsEnded> {
    return { ended: await this.accounts.endSessionsOf(caller, id) };
  }
}
