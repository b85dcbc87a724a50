import { Controller, Get, Param, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { Evidence } from '#contracts/evidence.js';
import { evidenceFields } from '#contracts/evidence.js';
import { id } from '#contracts/ids.js';
import { formType, takesForm } from '#service-kit/form.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { dispositionOf } from './content.rules.js';
import { EvidenceService } from './evidence.service.js';

const { properties, required } = z.toJSONSchema(evidenceFields, { io: 'input' }) as {
  properties: Record<string, object>;
  required: string[];
};
/** The form as the OpenAPI document shows it: the fields of the contract, and the file. */
const form = {
  type: 'object',
  properties: { ...properties, content: { type: 'string', contentMediaType: 'application/octet-stream' } },
  required: [...required, 'content'],
};

/** Evidence over HTTP: forms with a file come in, contents go out. */
@Controller('api')
export class EvidenceController {
  constructor(private readonly evidence: EvidenceService) {}

  @Post('tasks/:taskId/evidence')
  @Allow('evidence.add')
  @RouteConfig(takesForm)
  @ApiConsumes(formType)
  @ApiBody({ schema: form as object })
  add(@Caller() caller: SessionClaims, @Param('taskId', { schema: id }) taskId: string, @Req() request: FastifyRequest): Promise<Evidence> {
    return this.evidence.add(caller, taskId, request);
  }

  @Get('tasks/:taskId/evidence')
  @Allow('evidence.read')
  async list(@Caller() caller: SessionClaims, @Param('taskId', { schema: id }) taskId: string): Promise<{ evidence: Evidence[] }> {
    return { evidence: await this.evidence.list(caller, taskId) };
  }

  /** The content never changes: whoever may see it keeps it for a day, in their own cache alone. */
  @Get('evidence/:id')
  @Allow('evidence.read')
  @ApiOkResponse({ description: 'The content, as what it is', content: { '*/*': { schema: {} } } })
  async open(
    @Caller() caller: SessionClaims,
    @Param('id', { schema: id }) evidenceId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { piece, content } = await this.evidence.open(caller, evidenceId);
    void reply.headers({ 'cache-control': 'private, max-age=86400, immutable', etag: `"${piece.sha256}"` });
    return new StreamableFile(content.content, {
      type: piece.mediaType,
      length: content.bytes,
      disposition: dispositionOf(piece.id, piece.kind, piece.mediaType),
    });
  }
}
