import type { EntityManager } from 'typeorm';
import { tokenHash } from '../session/subject.service.js';

/** A device with its clear token, which is told once and kept as SHA-256. */
export type NewDevice = { deviceId: string; orgId: string; deviceToken: string };

/** Adds devices in bulk; ids that are there already are left as they are. `issuedBy` is an account, or null for the demo. */
export async function addDevices(tx: EntityManager, devices: readonly NewDevice[], issuedBy: string | null, now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO directory.device (id, org_id, token_hash, issued_at, issued_by)
     SELECT id, org_id, token_hash, $4, $5 FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS d(id, org_id, token_hash) ON CONFLICT (id) DO NOTHING`,
    [
      devices.map((device) => device.deviceId),
      devices.map((device) => device.orgId),
      devices.map((device) => tokenHash(device.deviceToken)),
      now,
      issuedBy,
    ],
  );
}

/** Revokes the valid devices of these orgs, or one device; answers which. Their sessions are ended by the caller, in the same transaction. */
export async function revokeDevices(
  tx: EntityManager,
  which: { orgIds: readonly string[] } | { deviceId: string },
  now: Date,
): Promise<string[]> {
  const [condition, key] = 'deviceId' in which ? ['id = $1', which.deviceId] : ['org_id = ANY($1::text[])', which.orgIds];
  const rows = (await tx.query(
    `WITH revoked AS (UPDATE directory.device SET revoked_at = $2 WHERE ${condition} AND revoked_at IS NULL RETURNING id) SELECT id FROM revoked ORDER BY id`,
    [key, now],
  )) as { id: string }[];
  return rows.map((row) => row.id);
}
