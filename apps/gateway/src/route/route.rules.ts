import type { ServiceName } from '#contracts/events.js';

/** Which service answers which paths: a pattern covers the path and all below it; `:x` is any one segment. The first that fits counts. */
export const routes: readonly (readonly [pattern: string, service: ServiceName])[] = [
  ['/api/activations/:id/progress', 'notification'],
  ['/api/session', 'directory'],
  ['/api/me', 'directory'],
  ['/api/orgs', 'directory'],
  ['/api/posts', 'directory'],
  ['/api/command-points', 'directory'],
  ['/api/duty', 'directory'],
  ['/api/devices', 'directory'],
  ['/api/accounts', 'directory'],
  ['/api/demo', 'directory'],
  ['/api/matters', 'directory'],
  ['/api/leaves', 'directory'],
  ['/api/categories', 'intake'],
  ['/api/incident-drafts', 'intake'],
  ['/api/report-duties', 'intake'],
  ['/api/incidents', 'intake'],
  ['/api/grid-reports', 'intake'],
  ['/api/warnings', 'intake'],
  ['/api/warning-examples', 'intake'],
  ['/api/warning-sources', 'intake'],
  ['/api/intake/dead-letters', 'intake'],
  ['/api/activations', 'plan'],
  ['/api/plans', 'plan'],
  ['/api/plan-proposals', 'plan'],
  ['/api/whistle-reconciliation', 'plan'],
  ['/api/plan-triggers', 'plan'],
  ['/api/plan/dead-letters', 'plan'],
  ['/api/tasks', 'dispatch'],
  ['/api/assignments', 'dispatch'],
  ['/api/evidence', 'dispatch'],
  ['/api/whistles', 'dispatch'],
  ['/api/whistle-proposals', 'dispatch'],
  ['/api/whistle-rules', 'dispatch'],
  ['/api/scores', 'dispatch'],
  ['/api/stationed-reviews', 'dispatch'],
  ['/api/dispatch/dead-letters', 'dispatch'],
  ['/api/mailbox', 'notification'],
  ['/api/deliveries', 'notification'],
  ['/api/not-reached', 'notification'],
  ['/api/presence', 'notification'],
  ['/api/notification/dead-letters', 'notification'],
];

/** The service that holds the desks' lines (`/socket.io`). */
export const lineService: ServiceName = 'notification';

/** What the gateway answers by itself. */
export const ownPaths: readonly string[] = ['/api/openapi.json', '/health/live', '/health/ready', '/metrics'];

const table = routes.map(([pattern, service]) => ({ pattern, segments: pattern.split('/'), service }));

/** The route of this path (without its query), or undefined where there is none. */
export function routeOf(path: string): { pattern: string; service: ServiceName } | undefined {
  const segments = path.split('/');
  const fits = (pattern: readonly string[]): boolean =>
    pattern.length <= segments.length && pattern.every((each, at) => (each.startsWith(':') ? segments[at] !== '' : each === segments[at]));
  return table.find((route) => fits(route.segments));
}

/** The service that answers this path, or null where none does. */
export function serviceOf(path: string): ServiceName | null {
  return routeOf(path)?.service ?? null;
}
