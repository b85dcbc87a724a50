import type { SessionClaims } from '#contracts/access.js';

/** Whether a path of the org tree lies at or below the caller's org. */
export function isInScope(caller: SessionClaims, orgPath: string): boolean {
  return orgPath === caller.orgPath || orgPath.startsWith(`${caller.orgPath}/`);
}

/** Whether the caller acts for the city (its centre), which sees every unit. Departments and towns do not. */
export function isCityScope(caller: SessionClaims): boolean {
  return !caller.orgPath.includes('/');
}

/** SQL: `column` (an org path) is in the caller's scope; `parameter` is the placeholder that holds `caller.orgPath`. */
export function inScopeSql(column: string, parameter: string): string {
  return `(${column} = ${parameter} OR ${column} LIKE ${parameter} || '/%')`;
}
