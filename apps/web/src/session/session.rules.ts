import type { Role } from '#contracts/access.js';
import type { Session } from '#contracts/org.js';

/** A session as this tab keeps it. Local milliseconds: only the span counts, and it is the same machine. */
export type KeptSession = Session & { takenAtMs: number; deviceToken: string | null };

const consoleRoles: readonly Role[] = ['operator', 'commander', 'auditor', 'administrator'];
const mailboxRoles: readonly Role[] = ['operator', 'commander', 'staff', 'command-point'];

/** Where a session belongs after sign-in: who leads goes to the console, who acts to the desk. */
export function homeOf(roles: readonly Role[]): '/console' | '/desk' {
  return roles.some((role) => consoleRoles.includes(role)) ? '/console' : '/desk';
}

/** Whether the session has mailboxes that can be pulled over HTTP. */
export function hasMailbox(roles: readonly Role[]): boolean {
  return roles.some((role) => mailboxRoles.includes(role));
}

/** Milliseconds until the access token should be renewed: at three quarters of its life, at once if that is past. */
export function renewInMs(session: Pick<KeptSession, 'takenAtMs' | 'expiresInSeconds'>, nowMs: number): number {
  return Math.max(0, session.takenAtMs + session.expiresInSeconds * 750 - nowMs);
}

/** The device token of a link `/sign-in#desk=<token>`, or null. Anything odd is no token. */
export function deviceTokenOf(hash: string): string | null {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('desk');
  return token !== null && /^[\w.~+/=-]{20,200}$/.test(token) ? token : null;
}

/** The place to go after sign-in: only a path of our own, else null. */
export function ownPath(wanted: unknown): string | null {
  return typeof wanted === 'string' && /^\/(?![/\\])/.test(wanted) && !wanted.startsWith('/sign-in') ? wanted : null;
}

/** The page after sign-in: the wanted one where the session has a place there, else its home. */
export function pageAfterSignIn(roles: readonly Role[], wanted: unknown): string {
  const home = homeOf(roles);
  const path = ownPath(wanted);
  return path !== null && (home === '/console' || !path.startsWith('/console')) ? path : home;
}
