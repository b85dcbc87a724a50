import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { IssuedDeviceTokens } from '#contracts/org.js';
import { byDeviceToken } from '#desk-client/admission.js';
import type { Caller } from '#desk-client/caller.js';
import { Desk } from '#desk-client/desk.js';

const connectWithinMs = 60_000;

/** Opens desks at these command points, with new device tokens, and waits until all are connected. */
export async function openDesks(administrator: Caller, orgIds: readonly string[], url: string): Promise<Desk[]> {
  const { devices } = await administrator.command<IssuedDeviceTokens>('/api/devices', { requestId: uuidv7(), orgIds });
  const desks = devices.map(({ orgId, deviceToken }) => new Desk(orgId, url, byDeviceToken(deviceToken)));
  for (const desk of desks) await desk.connect();
  const until = performance.now() + connectWithinMs;
  while (desks.some((desk) => !desk.isConnected)) {
    if (performance.now() > until) throw new Error(`${desks.filter((desk) => !desk.isConnected).length} desks do not connect`);
    await sleep(100);
  }
  return desks;
}
