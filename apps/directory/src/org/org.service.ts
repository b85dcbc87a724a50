import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { CommandPoint, OrgDetail, OrgPage, OrgQuery, Post } from '#contracts/org.js';
import { Refused } from '#service-kit/refused.js';
import { inScopeSql } from '#service-kit/scope.js';
import type { OrgRecord } from './org.row.js';
import { orgColumnsSql, toOrg } from './org.row.js';

/** Orgs at or below the caller's own ($1), and the names of those above it, which a desk shows over its own. */
const visibleSql = `(${inScopeSql('o.path', '$1')} OR $1 LIKE o.path || '/%')`;

/** Reading the tree of orgs and the posts, within the caller's scope. */
@Injectable()
export class OrgService {
  constructor(private readonly database: DataSource) {}

  /** A page of the caller's tree, in its order. */
  async listOrgs(caller: SessionClaims, query: OrgQuery): Promise<OrgPage> {
    const rows = (await this.database.query(
      `SELECT ${orgColumnsSql} FROM directory.org o
       WHERE ${visibleSql} AND ($2::text IS NULL OR o.kind = $2) AND ($3::text IS NULL OR o.unit_id = $3) AND ($4::text IS NULL OR o.parent_id = $4)
         AND ($5::text IS NULL OR (o.sort, o.id) > (SELECT a.sort, a.id FROM directory.org a WHERE a.id = $5))
       ORDER BY o.sort, o.id LIMIT $6`,
      [caller.orgPath, query.kind ?? null, query.unitId ?? null, query.parentId ?? null, query.after ?? null, query.limit + 1],
    )) as OrgRecord[];
    return { orgs: rows.slice(0, query.limit).map(toOrg), more: rows.length > query.limit };
  }

  /** One org with its posts; `not-found` where it is missing or outside what the caller sees. */
  async readOrg(caller: SessionClaims, id: string): Promise<OrgDetail> {
    const [row] = (await this.database.query(`SELECT ${orgColumnsSql} FROM directory.org o WHERE ${visibleSql} AND o.id = $2`, [
      caller.orgPath,
      id,
    ])) as OrgRecord[];
    if (!row) throw new Refused('not-found');
    const posts = (await this.database.query(
      `SELECT p.id AS "postId", p.name AS "postName", p.name_en AS "postNameEn"
       FROM directory.org_post op JOIN directory.post p ON p.id = op.post_id WHERE op.org_id = $1 ORDER BY p.sort, p.id`,
      [id],
    )) as OrgDetail['posts'];
    return { ...toOrg(row), posts };
  }

  /** Every post definition: the same for all. */
  async listPosts(): Promise<Post[]> {
    return (await this.database.query(
      `SELECT id, name, name_en AS "nameEn", org_kind AS "orgKind", superior_id AS "superiorId", superior_scope AS "superiorScope",
         deputy_of AS "deputyOf", on_duty_roster AS "onDutyRoster", pillar FROM directory.post ORDER BY sort, id`,
    )) as Post[];
  }

  /** The command points of the caller's scope, with how many devices may sign in at each. */
  async listCommandPoints(caller: SessionClaims): Promise<CommandPoint[]> {
    return (await this.database.query(
      `SELECT o.id AS "orgId", o.name AS "orgName", o.kind, o.unit_id AS "unitId", count(d.id)::int AS devices
       FROM directory.org o LEFT JOIN directory.device d ON d.org_id = o.id AND d.revoked_at IS NULL
       WHERE o.command_point_id = o.id AND ${inScopeSql('o.path', '$1')}
       GROUP BY o.id ORDER BY o.sort, o.id`,
      [caller.orgPath],
    )) as CommandPoint[];
  }
}
