import { setTimeout as sleep } from 'node:timers/promises';
import type { DeskSessions } from '#contracts/demo.js';
import type { CommandPointsAnswer, OrgPage } from '#contracts/org.js';
import { bySession } from '#desk-client/admission.js';
import type { Caller } from '#desk-client/caller.js';
import { Desk } from '#desk-client/desk.js';
import { chooseSome } from './absence.rules.js';

const signInAtOnce = 500;
/** Desks that connect at the same moment; the next ones follow when these are through. */
const connectAtOnce = 50;
const connectWithinMs = 120_000;

/** The command points that take part: all, or so many of them, drawn by the seed. */
export async function chooseCommandPoints(operator: Caller, points: number | null, seed: number): Promise<string[]> {
  const { commandPoints } = await operator.ask<CommandPointsAnswer>('/api/command-points');
  const orgIds = commandPoints.map(({ orgId }) => orgId);
  return points === null || points >= orgIds.length ? orgIds : chooseSome('points', seed, orgIds, points);
}

/** Opens the desks of these command points, not connected yet. A desk whose demo device was revoked is not among them. */
export async function openDesks(operator: Caller, orgIds: readonly string[], url: string): Promise<Desk[]> {
  const desks: Desk[] = [];
  for (let at = 0; at < orgIds.length; at += signInAtOnce) {
    const opened = await operator.command<DeskSessions>('/api/demo/desks', { orgIds: orgIds.slice(at, at + signInAtOnce) });
    desks.push(...opened.desks.map((seat) => new Desk(seat.orgId, url, bySession(seat))));
  }
  return desks;
}

/** Connects all desks, some at a time, and waits until they are. Throws if some do not get through in two minutes. */
export async function connectDesks(desks: readonly Desk[], signal: AbortSignal): Promise<void> {
  const until = performance.now() + connectWithinMs;
  const waitFor = async (begun: readonly Desk[], most: number): Promise<void> => {
    for (;;) {
      const waiting = begun.filter((desk) => !desk.isConnected).length;
      if (waiting <= most) return;
      signal.throwIfAborted();
      if (performance.now() > until) throw new Error(`${waiting} desks do not connect`);
      await sleep(10);
    }
  };
  for (let at = 0; at < desks.length; at += connectAtOnce) {
    const next = desks.slice(at, at + connectAtOnce);
    await Promise.all(next.map((desk) => desk.connect()));
    await waitFor(next, connectAtOnce / 5);
  }
  await waitFor(desks, 0);
}

/** The command point of each org, page by page. */
export async function readCommandPointOf(operator: Caller): Promise<Map<string, string>> {
  const commandPointOf = new Map<string, string>();
  for (let after = ''; ;) {
    const { orgs, more } = await operator.ask<OrgPage>(`/api/orgs${after && `?after=${encodeURIComponent(after)}`}`);
    for (const { id, commandPointId } of orgs) commandPointOf.set(id, commandPointId);
    const last = orgs.at(-1);
    if (!more || !last) return commandPointOf;
    after = last.id;
  }
}
