import { Body, Controller, Get, Headers, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiProduces } from '@nestjs/swagger';
import type { SessionClaims } from '#contracts/access.js';
import { id as idSchema } from '#contracts/ids.js';
import type { WarningDetail, WarningPage, WarningQuery, WarningTaken } from '#contracts/warning.js';
import { warningQuery } from '#contracts/warning.js';
import { Refused } from '#service-kit/refused.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { WarningService } from './warning.service.js';

/** Media types of a CAP message; the HTTP server takes their bodies up to 5 MB. */
const xmlMediaTypes = ['application/cap+xml', 'application/xml', 'text/xml'];

/** Warnings over HTTP. The body of an upload is the message itself. */
@Controller('api/warnings')
export class WarningController {
  constructor(private readonly warnings: WarningService) {}

  @Post()
  @Allow('warning.receive')
  @ApiConsumes(...xmlMediaTypes)
  @ApiBody({ schema: { type: 'string', description: 'A CAP 1.2, CAP 1.1 or national-profile message, at most 5 MB' } })
  upload(
    @Caller() caller: SessionClaims,
    @Headers('content-type') contentType: string | undefined,
    @Body() body: unknown,
  ): Promise<WarningTaken> {
    const mediaType = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
    if (!xmlMediaTypes.includes(mediaType)) throw new Refused('unsupported-media-type');
    return this.warnings.uploadMessage(caller, body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : ''));
  }

  @Get()
  @Allow('warning.read')
  list(@Caller() caller: SessionClaims, @Query({ schema: warningQuery }) query: WarningQuery): Promise<WarningPage> {
    return this.warnings.listWarnings(caller, query);
  }

  @Get(':id')
  @Allow('warning.read')
  find(@Caller() caller: SessionClaims, @Param('id', { schema: idSchema }) id: string): Promise<WarningDetail> {
    return this.warnings.findWarning(caller, id);
  }

  @Get(':id/messages/:messageId/document')
  @Allow('warning.read')
  @ApiProduces('application/cap+xml')
  async document(
    @Caller() caller: SessionClaims,
    @Param('id', { schema: idSchema }) id: string,
    @Param('messageId', { schema: idSchema }) messageId: string,
  ): Promise<StreamableFile> {
    const body = await this.warnings.readDocument(caller, id, messageId);
    return new StreamableFile(body, {
      type: 'application/cap+xml',
      disposition: `attachment; filename="${messageId}.xml"`,
      length: body.length,
    });
  }
}
