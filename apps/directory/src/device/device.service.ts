import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { DevicePage, DeviceQuery, IssueDeviceTokens, IssuedDeviceTokens } from '#contracts/org.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { Revocations } from '#service-kit/revocations.js';
import { inScopeSql } from '#service-kit/scope.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { endSessions } from '../session/session.rows.js';
import { SessionKeys } from '../session/session-keys.js';
import { addDevices, revokeDevices } from './device.rows.js';

type Desk = { orgId: string; orgName: string };

/** Device tokens of command points: issued in bulk, listed without secrets, revoked. */
@Injectable()
export class DeviceService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly keys: SessionKeys,
    private readonly revocations: Revocations,
  ) {}

  /** Issues one new token for each of these command points (all of the caller's scope if none is named) and revokes their former ones. */
  async issueTokens(caller: SessionClaims, command: IssueDeviceTokens): Promise<IssuedDeviceTokens> {
    const { sealed } = await this.database.transaction((tx) =>
      answerOnce(tx, 'directory', { subjectId: caller.sub, name: 'device.issue', body: command }, async () => {
        const desks = await desksOf(tx, caller, command.orgIds);
        const by = { kind: caller.kind, id: caller.sub };
        const now = this.clock.now();
        const revoked = await revokeDevices(tx, { orgIds: desks.map((desk) => desk.orgId) }, now);
        await endSessions(tx, { subjectIds: revoked }, by, 'device-revoked', now);
        const devices = desks.map((desk) => ({ ...desk, deviceId: uuidv7(), deviceToken: randomBytes(32).toString('base64url') }));
        await addDevices(tx, devices, caller.sub, now);
        await appendTimeline(tx, 'directory', [
          ...revoked.map((deviceId) => ({ at: now, what: 'device.revoked', by, facts: { deviceId } })),
          ...devices.map(({ deviceId, orgId }) => ({ at: now, what: 'device.issued', by, facts: { deviceId, orgId } })),
        ]);
        return { sealed: this.keys.seal({ devices }) };
      }),
    );
    await this.revocations.look();
    return this.keys.open<IssuedDeviceTokens>(sealed);
  }

  /** Valid devices of the caller's scope. */
  async listDevices(caller: SessionClaims, query: DeviceQuery): Promise<DevicePage> {
    const rows = (await this.database.query(
      `SELECT d.id AS "deviceId", d.org_id AS "orgId", o.name AS "orgName", d.issued_at AS "issuedAt",
         (SELECT count(*)::int FROM directory.session s WHERE s.subject_id = d.id AND s.ended_at IS NULL AND s.expires_at > $5) AS "openSessions"
       FROM directory.device d JOIN directory.org o ON o.id = d.org_id
       WHERE d.revoked_at IS NULL AND ${inScopeSql('o.path', '$1')} AND ($2::text IS NULL OR d.org_id = $2) AND ($3::uuid IS NULL OR d.id > $3)
       ORDER BY d.id LIMIT $4`,
      [caller.orgPath, query.orgId ?? null, query.after ?? null, query.limit + 1, this.clock.now()],
    )) as (Omit<DevicePage['devices'][number], 'issuedAt'> & { issuedAt: Date })[];
    const devices = rows.slice(0, query.limit).map((row) => ({ ...row, issuedAt: row.issuedAt.toISOString() }));
    return { devices, more: rows.length > query.limit };
  }

  /** Revokes a device and ends its sessions. Again is fine; missing and out of scope answer alike. */
  async revoke(caller: SessionClaims, deviceId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [device] = (await tx.query(
        `SELECT d.id FROM directory.device d JOIN directory.org o ON o.id = d.org_id WHERE d.id = $2 AND ${inScopeSql('o.path', '$1')}`,
        [caller.orgPath, deviceId],
      )) as { id: string }[];
      if (!device) throw new Refused('not-found');
      const by = { kind: caller.kind, id: caller.sub };
      const now = this.clock.now();
      const revoked = await revokeDevices(tx, { deviceId }, now);
      await endSessions(tx, { subjectIds: [deviceId] }, by, 'device-revoked', now);
      await appendTimeline(
        tx,
        'directory',
        revoked.map((id) => ({ at: now, what: 'device.revoked', by, facts: { deviceId: id } })),
      );
    });
    await this.revocations.look();
  }
}

/** The command points among these orgs, all of them in the caller's scope; refuses with `unknown-org` and which. */
async function desksOf(tx: EntityManager, caller: SessionClaims, orgIds: readonly string[] | undefined): Promise<Desk[]> {
  const desks = (await tx.query(
    `SELECT o.id AS "orgId", o.name AS "orgName" FROM directory.org o
     WHERE o.command_point_id = o.id AND ${inScopeSql('o.path', '$1')} AND ($2::text[] IS NULL OR o.id = ANY($2)) ORDER BY o.id FOR UPDATE`,
    [caller.orgPath, orgIds ?? null],
  )) as Desk[];
  const known = new Set(desks.map((desk) => desk.orgId));
  const unknown = (orgIds ?? []).flatMap((orgId, index) => (known.has(orgId) ? [] : [index]));
  if (unknown.length > 0) {
    const reasons = { reason: '没有这个指挥调度点，或不在管辖范围', reasonEn: 'No such command point, or outside your scope' };
    throw new Refused(
      'unknown-org',
      undefined,
      unknown.slice(0, 50).map((index) => ({ field: `orgIds.${index}`, ...reasons })),
    );
  }
  return desks;
}
