/** What kind of request it is, for the limits. */
export type Kind = 'page' | 'read' | 'command' | 'sign-in' | 'upload' | 'line';

/** The window over which an address is counted. */
export const windowMs = 60_000;

/**
 * Requests of one address in a minute. A whole town hall, or all villages of a town, may stand behind one address: 300 desks that come
 * back at once ask for about 4,000 page files and 3,000 readings. Passwords have their own, much lower limit in the directory.
 */
export const perMinute: Readonly<Record<Kind, number>> = {
  page: 20_000,
  read: 30_000,
  command: 12_000,
  'sign-in': 3_000,
  upload: 120,
  line: 6_000,
};

/** The kind of a request by its method and path; null for what is never limited. */
export function kindOf(method: string, path: string): Kind | null {
  if (path.startsWith('/health/')) return null;
  if (path.startsWith('/socket.io')) return 'line';
  if (!path.startsWith('/api/')) return 'page';
  if (method === 'GET' || method === 'HEAD') return 'read';
  if (path.startsWith('/api/session')) return 'sign-in';
  return path === '/api/warnings' ? 'upload' : 'command';
}

/** Addresses of this machine. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
