/** Epoch milliseconds by this machine's monotonic clock: what is measured here is compared with what the database's rows say. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now();
}
