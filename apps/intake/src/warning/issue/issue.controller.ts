import { Body, Controller, Post } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { IssueWarning, WarningTaken } from '#contracts/warning.js';
import { issueWarning } from '#contracts/warning.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { IssueService } from './issue.service.js';

/** Warnings of our own over HTTP. */
@Controller('api/warnings/issued')
export class IssueController {
  constructor(private readonly issue: IssueService) {}

  @Post()
  @Allow('warning.issue')
  issueWarning(@Caller() caller: SessionClaims, @Body({ schema: issueWarning }) command: IssueWarning): Promise<WarningTaken> {
    return this.issue.issueWarning(caller, command);
  }
}
