import { Controller, Get, Param, Query } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { orgId } from '#contracts/ids.js';
import type { CommandPointsAnswer, OrgDetail, OrgPage, OrgQuery, Post } from '#contracts/org.js';
import { orgQuery } from '#contracts/org.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { OrgService } from './org.service.js';

/** Orgs, posts and command points over HTTP. */
@Controller('api')
export class OrgController {
  constructor(private readonly orgs: OrgService) {}

  @Get('orgs')
  @Allow('org.read')
  list(@Caller() caller: SessionClaims, @Query({ schema: orgQuery }) query: OrgQuery): Promise<OrgPage> {
    return this.orgs.listOrgs(caller, query);
  }

  @Get('orgs/:id')
  @Allow('org.read')
  read(@Caller() caller: SessionClaims, @Param('id', { schema: orgId }) id: string): Promise<OrgDetail> {
    return this.orgs.readOrg(caller, id);
  }

  @Get('posts')
  @Allow('org.read')
  async listPosts(): Promise<{ posts: Post[] }> {
    return { posts: await this.orgs.listPosts() };
  }

  @Get('command-points')
  @Allow('command-point.read')
  async listCommandPoints(@Caller() caller: SessionClaims): Promise<CommandPointsAnswer> {
    return { commandPoints: await this.orgs.listCommandPoints(caller) };
  }
}
