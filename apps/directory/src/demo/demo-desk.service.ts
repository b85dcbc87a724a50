import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { DeskSession } from '#contracts/demo.js';
import type { OpenedDesk } from '#contracts/org.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { inScopeSql } from '#service-kit/scope.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { SERVICE_CONFIG } from '#service-kit/service-config.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { addDevices } from '../device/device.rows.js';
import { seededId } from '../seed/fictional.rules.js';
import type { OrgRecord } from '../org/org.row.js';
import { orgColumnsSql } from '../org/org.row.js';
import { SessionKeys } from '../session/session-keys.js';
import { startSessions } from '../session/session.rows.js';
import { claimsOf } from '../session/subject.service.js';

/** Desks that open without typing. In a demo only: everywhere else it refuses with `demo-only`. */
@Injectable()
export class DemoDeskService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly keys: SessionKeys,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** A device token for the command point of an org in the caller's scope. Other devices of that desk stay as they are. */
  async openDesk(caller: SessionClaims, orgId: string): Promise<OpenedDesk> {
    this.requireDemo();
    const [desk] = (await this.database.query(
      `SELECT c.id, c.name FROM directory.org o JOIN directory.org c ON c.id = o.command_point_id WHERE o.id = $2 AND ${inScopeSql('o.path', '$1')}`,
      [caller.orgPath, orgId],
    )) as { id: string; name: string }[];
    if (!desk) throw new Refused('not-found');
    const device = { deviceId: uuidv7(), orgId: desk.id, deviceToken: randomBytes(32).toString('base64url') };
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await addDevices(tx, [device], caller.kind === 'person' ? caller.sub : null, now);
      await appendTimeline(tx, 'directory', [
        {
          at: now,
          what: 'device.issued',
          by: { kind: caller.kind, id: caller.sub },
          facts: { deviceId: device.deviceId, orgId: desk.id, demo: true },
        },
      ]);
    });
    return { orgId: desk.id, orgName: desk.name, deviceToken: device.deviceToken };
  }

  /** Signs in the desks of these command points in the caller's scope. Refuses all with `unknown-org` if one of them is none. */
  async signInDesksOf(caller: SessionClaims, orgIds: readonly string[]): Promise<DeskSession[]> {
    this.requireDemo();
    const asked = [...new Set(orgIds)];
    const [{ known }] = (await this.database.query(
      `SELECT count(*)::integer AS known FROM directory.org o WHERE o.command_point_id = o.id AND o.id = ANY($2) AND ${inScopeSql('o.path', '$1')}`,
      [caller.orgPath, asked],
    )) as [{ known: number }];
    if (known < asked.length) throw new Refused('unknown-org');
    return this.signInDesks(asked);
  }

  /**
   * Signs in the desks of all command points (or of these orgs) at once, for the demo's own clients: one device each, made once, and no
   * password or token hash to compare. A desk whose demo device was revoked stays out.
   */
  async signInDesks(orgIds?: readonly string[]): Promise<DeskSession[]> {
    this.requireDemo();
    const now = this.clock.now();
    const orgs = (await this.database.query(
      `SELECT ${orgColumnsSql} FROM directory.org o WHERE o.command_point_id = o.id AND ($1::text[] IS NULL OR o.id = ANY($1)) ORDER BY o.sort, o.id`,
      [orgIds ?? null],
    )) as OrgRecord[];
    const desks = orgs.map((org) => ({ org, orgId: org.id, deviceId: seededId(`device:${org.id}`), sessionId: uuidv7() }));
    const open = await this.database.transaction(async (tx) => {
      await addDevices(
        tx,
        desks.map((desk) => ({ ...desk, deviceToken: randomBytes(32).toString('base64url') })),
        null,
        now,
      );
      const valid = (await tx.query('SELECT id FROM directory.device WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL', [
        desks.map((desk) => desk.deviceId),
      ])) as { id: string }[];
      const ids = new Set(valid.map((row) => row.id));
      const allowed = desks.filter((desk) => ids.has(desk.deviceId));
      await startSessions(
        tx,
        'command-point',
        allowed.map((desk) => ({ sessionId: desk.sessionId, subjectId: desk.deviceId })),
        now,
      );
      return allowed;
    });
    return Promise.all(
      open.map(async ({ org, orgId, deviceId, sessionId }) => ({
        orgId,
        deviceId,
        accessToken: await this.keys.signAccess(
          claimsOf({ id: deviceId, kind: 'command-point', name: org.name, roles: ['command-point'], org }, sessionId),
          now,
        ),
        refreshToken: this.keys.refreshToken(sessionId, 0),
      })),
    );
  }

  private requireDemo(): void {
    if (!this.config.demo) throw new Refused('demo-only');
  }
}
