const outageClasses = ['08', '53', '57', '58'];
const outageCodes = new Set(['40001', '40P01', '55P03', '25P03', '25006']);
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);
const lostConnection =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Driver not Connected|Cannot use a pool after calling end|connection is closed|query runner (was )?already released/i;

/**
 * Whether an error is an outage to be waited out (lost connection, deadlock, serialization failure, timeout, full disk, shutdown) and not a
 * bug. PostgreSQL classes 08, 53, 57, 58; codes 40001, 40P01, 55P03. It looks through TypeORM's wrapper and AggregateError.
 */
export function isOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, driverError, errors, cause, message } = error as {
    code?: unknown;
    driverError?: unknown;
    errors?: unknown;
    cause?: unknown;
    message?: unknown;
  };
  if (typeof code === 'string') {
    if (networkCodes.has(code) || outageCodes.has(code)) return true;
    if (/^[0-9A-Z]{5}$/.test(code) && outageClasses.includes(code.slice(0, 2))) return true;
  }
  if (typeof message === 'string' && lostConnection.test(message)) return true;
  if (Array.isArray(errors) && errors.some(isOutage)) return true;
  return (driverError !== error && isOutage(driverError)) || (cause !== error && isOutage(cause));
}
