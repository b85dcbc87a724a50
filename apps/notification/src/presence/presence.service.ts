import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { DepartmentPresence, Presence } from '#contracts/presence.js';
import { Clock } from '#service-kit/clock.js';
import { inScopeSql } from '#service-kit/scope.js';
import { DeskRegistry } from '../desk/desk.registry.js';
import type { PresentDesk, PresentNode } from './presence.board.js';
import { PresenceBoard } from './presence.board.js';
import type { CommandPoint } from './presence.rules.js';
import { countPresence, orgsConnected, pointsOnline } from './presence.rules.js';

const offlineListed = 500;

/** Which command points have their desk connected: here, and at the other nodes as far as they can be asked. */
@Injectable()
export class PresenceService {
  constructor(
    private readonly registry: DeskRegistry,
    private readonly board: PresenceBoard,
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Tells the other nodes which desks are here. */
  async post(): Promise<void> {
    await this.board.post(this.registry.changes, () => this.desksHere());
  }

  async withdraw(): Promise<void> {
    await this.board.withdraw();
  }

  /** The command points with a desk; `whole` is false where only this node's are known. */
  async readOnline(): Promise<{ whole: boolean; nodes: PresentNode[]; online: Set<string> }> {
    const others = await this.board.readOthers();
    const nodes = [{ node: this.board.node, desks: this.desksHere() }, ...(others ?? [])];
    return { whole: others !== null, nodes, online: pointsOnline(nodes) };
  }

  /** What a duty officer wants to know before a click: how many of each unit's command points would hear it, and who would not. */
  async describe(caller: SessionClaims): Promise<Presence> {
    const { whole, nodes, online } = await this.readOnline();
    const points = (await this.database.query(
      `SELECT o.id AS "orgId", o.name AS "orgName", coalesce(o.unit_id, split_part(o.path, '/', 1)) AS "unitId"
       FROM directory_read.org o
       WHERE o.id IN (SELECT command_point_id FROM directory_read.org) AND ${inScopeSql('o.path', '$1::text')}
       ORDER BY o.unit_id NULLS FIRST, o.sort, o.id`,
      [caller.orgPath],
    )) as CommandPoint[];
    const { units, offline } = countPresence(points, online);
    return {
      at: this.clock.now().toISOString(),
      whole,
      nodes: nodes.map(({ node, desks }) => ({ node, desks: desks.length })).sort((one, other) => (one.node < other.node ? -1 : 1)),
      units,
      offline: offline.slice(0, offlineListed),
    };
  }

  /** Which departments would hear a whistle now. */
  async describeDepartments(): Promise<DepartmentPresence> {
    const { whole, nodes } = await this.readOnline();
    const rows = (await this.database.query(
      `SELECT id FROM directory_read.org WHERE kind = 'department' AND id = ANY($1::text[]) ORDER BY sort, id`,
      [orgsConnected(nodes)],
    )) as { id: string }[];
    return { at: this.clock.now().toISOString(), whole, connected: rows.map(({ id }) => id) };
  }

  private desksHere(): PresentDesk[] {
    return this.registry.all().map(({ claims }) => ({ orgId: claims.orgId, subjectId: claims.sub, kind: claims.kind }));
  }
}
