/** Up to this age the picture counts as live. */
export const liveSeconds = 15;

export type Freshness = { state: 'waiting' | 'live' | 'stopped' | 'offline'; ageSeconds: number };

/**
 * How old the picture is, from monotonic times in milliseconds: live up to 15 s after the last word of the server, then stopped;
 * offline once the line is known to be down. Before the first word it waits.
 */
export function readFreshness(lastWordMs: number | null, lineDown: boolean, nowMs: number): Freshness {
  if (lastWordMs === null) return { state: lineDown ? 'offline' : 'waiting', ageSeconds: 0 };
  const ageSeconds = Math.max(0, Math.floor((nowMs - lastWordMs) / 1000));
  if (ageSeconds <= liveSeconds) return { state: 'live', ageSeconds };
  return { state: lineDown ? 'offline' : 'stopped', ageSeconds };
}
