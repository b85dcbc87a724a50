import type { SessionClaims } from '#contracts/access.js';
import type { Org } from '#contracts/org.js';

/** How long a session lives without renewal, and in all. A command point stays signed in: its device can be revoked. */
export const sessionLimits = {
  person: { idleHours: 12, mostHours: 24 * 7 },
  'command-point': { idleHours: 24 * 30, mostHours: null },
} as const satisfies Record<SessionClaims['kind'], { idleHours: number; mostHours: number | null }>;

/** An answer of a renewal may be lost: the refresh token before the present one still works for this long. */
export const lostAnswerSeconds = 30;

const hourMs = 3_600_000;

/** When a session ends if nobody renews it again. */
export function expiryOf(kind: SessionClaims['kind'], startedAt: Date, renewedAt: Date): Date {
  const { idleHours, mostHours } = sessionLimits[kind];
  const idle = renewedAt.getTime() + idleHours * hourMs;
  return new Date(mostHours === null ? idle : Math.min(idle, startedAt.getTime() + mostHours * hourMs));
}

/** A session as renewal sees it. `generation` counts its renewals. */
export type RenewableSession = { generation: number; renewedAt: Date; expiresAt: Date; endedAt: Date | null };

/** What a refresh token does: renews, repeats a lost answer, or is refused; a token that was replaced before ends the session. */
export type Renewal = { ok: true; generation: number; repeats: boolean } | { ok: false; endsSession: boolean };

/** Decides a renewal with a genuine refresh token of this generation. Reuse after the grace means that a token was stolen: the session ends. */
export function decideRenewal(session: RenewableSession | null, presented: number, now: Date): Renewal {
  if (!session || session.endedAt || session.expiresAt <= now) return { ok: false, endsSession: false };
  if (presented === session.generation) return { ok: true, generation: session.generation + 1, repeats: false };
  const lost = presented === session.generation - 1 && now.getTime() - session.renewedAt.getTime() <= lostAnswerSeconds * 1000;
  return lost ? { ok: true, generation: session.generation, repeats: true } : { ok: false, endsSession: true };
}

/**
 * The path that a session of this org sees: the city for its centre, the whole area unit for the town's centre and leadership, and
 * otherwise the org itself.
 */
export function scopePathOf(org: Pick<Org, 'kind' | 'path'>): string {
  const widens = org.kind === 'city-centre' || org.kind === 'town-centre' || org.kind === 'town-leadership';
  return widens ? org.path.slice(0, org.path.lastIndexOf('/')) : org.path;
}
