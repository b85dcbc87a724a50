/** The longest a mute lasts. */
export const muteMinutes = 10;

/** The end of a remembered mute, never later than ten minutes from now; 0 if it is over. A clock set back does not make it longer. */
export function mutedUntil(rememberedMs: number, nowMs: number): number {
  if (!(rememberedMs > nowMs)) return 0;
  return Math.min(rememberedMs, nowMs + muteMinutes * 60_000);
}
