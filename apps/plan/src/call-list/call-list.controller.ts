import { Controller, Get, Param } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { CallList } from '#contracts/call-list.js';
import { id as idSchema } from '#contracts/ids.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { CallListService } from './call-list.service.js';

/** The call list of an activation over HTTP. */
@Controller('api/activations')
export class CallListController {
  constructor(private readonly callLists: CallListService) {}

  @Get(':id/call-list')
  @Allow('call-list.read')
  read(@Caller() caller: SessionClaims, @Param('id', { schema: idSchema }) id: string): Promise<CallList> {
    return this.callLists.makeCallList(caller, id);
  }
}
