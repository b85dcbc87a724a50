const two = (n: number) => String(n).padStart(2, '0');

/** `17:14:32`, 24 hours, of a moment or of milliseconds since 1970; the place of the reader. */
export function clockOf(moment: string | number): string {
  const at = new Date(moment);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `17:14`. */
export function minuteOf(moment: string | number): string {
  return clockOf(moment).slice(0, 5);
}

/** `2024-09-14`. */
export function dateOf(moment: string | number): string {
  const at = new Date(moment);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** `17:14` if it is the same day as `now`, else `09-15 17:14`. */
export function nearMoment(moment: string | number, now: number): string {
  return dateOf(moment) === dateOf(now) ? minuteOf(moment) : `${dateOf(moment).slice(5)} ${minuteOf(moment)}`;
}
