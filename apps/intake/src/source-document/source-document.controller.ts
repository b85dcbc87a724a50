import { Body, Controller, Get, Headers, Param, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { SessionClaims } from '#contracts/access.js';
import { id as idSchema } from '#contracts/ids.js';
import type { SourceDocument } from '#contracts/incident.js';
import { Refused } from '#service-kit/refused.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { SourceDocumentService } from './source-document.service.js';

/** Media types of a CAP message; the HTTP server takes their bodies up to 5 MB. */
const xmlMediaTypes = ['application/cap+xml', 'application/xml', 'text/xml'];

/** Uploads of CAP messages. The body is the message itself. */
@Controller('api/source-documents')
export class SourceDocumentController {
  constructor(private readonly documents: SourceDocumentService) {}

  @Post()
  @Allow('incident.open')
  @ApiConsumes(...xmlMediaTypes)
  @ApiBody({ schema: { type: 'string', description: 'A CAP 1.2, CAP 1.1 or national-profile message, at most 5 MB' } })
  upload(
    @Caller() caller: SessionClaims,
    @Headers('content-type') contentType: string | undefined,
    @Body() body: unknown,
  ): Promise<SourceDocument> {
    const mediaType = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
    if (!xmlMediaTypes.includes(mediaType)) throw new Refused('unsupported-media-type');
    return this.documents.uploadDocument(caller, mediaType, body instanceof Uint8Array || typeof body === 'string' ? body : '');
  }

  @Get(':id')
  @Allow('incident.read')
  find(@Caller() caller: SessionClaims, @Param('id', { schema: idSchema }) id: string): Promise<SourceDocument> {
    return this.documents.findDocument(caller, id);
  }
}
