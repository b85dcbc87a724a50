export type CountdownPhase = 'plain' | 'soon' | 'over' | 'stopped';

/** What a countdown shows: its phase and the span to or past the limit, in whole seconds. */
export type CountdownReading = { phase: CountdownPhase; seconds: number };

/**
 * Reads a countdown; all times in milliseconds. *Soon* = less than a quarter of the span is left (of one hour if the start is unknown);
 * *over* = past the limit; *stopped* = the fact came at `stoppedMs`, the span shown is what was left or past then.
 */
export function readCountdown(dueMs: number, fromMs: number | null, nowMs: number, stoppedMs: number | null = null): CountdownReading {
  const at = stoppedMs ?? nowMs;
  const left = dueMs - at;
  const seconds = Math.abs(left >= 0 ? Math.ceil(left / 1000) : Math.floor(left / 1000));
  if (stoppedMs !== null) return { phase: 'stopped', seconds };
  if (left < 0) return { phase: 'over', seconds };
  const span = fromMs === null || fromMs >= dueMs ? 3_600_000 : dueMs - fromMs;
  return { phase: left < span / 4 ? 'soon' : 'plain', seconds };
}

/** Live seconds with colons: `01:48`, `1:04:12`. */
export function clockText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

export type SpanWords = { key: 'days' | 'hours' | 'minutes' | 'seconds'; a: number; b: number };

/** A coarse span for words (`3 时 12 分`): the two largest units, never more precise than minutes from one minute up. */
export function spanWords(seconds: number): SpanWords {
  if (seconds >= 86_400) return { key: 'days', a: Math.floor(seconds / 86_400), b: Math.floor((seconds % 86_400) / 3600) };
  if (seconds >= 3600) return { key: 'hours', a: Math.floor(seconds / 3600), b: Math.floor((seconds % 3600) / 60) };
  if (seconds >= 60) return { key: 'minutes', a: Math.floor(seconds / 60), b: 0 };
  return { key: 'seconds', a: seconds, b: 0 };
}
