/** Time since a moment as `00:22:22`, hours counted on beyond a day. Never negative: a page's clock may be a little behind. */
export function elapsedText(fromMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - fromMs) / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}

/** An offset from the start in the largest unit that fits: seconds up to 90 s, minutes up to 90 min, then hours. */
export function offsetOf(fromMs: number, atMs: number): { key: 'seconds' | 'minutes' | 'hours'; n: number } {
  const seconds = Math.max(0, Math.round((atMs - fromMs) / 1000));
  if (seconds < 90) return { key: 'seconds', n: seconds };
  if (seconds < 90 * 60) return { key: 'minutes', n: Math.round(seconds / 60) };
  return { key: 'hours', n: Math.round(seconds / 3600) };
}
