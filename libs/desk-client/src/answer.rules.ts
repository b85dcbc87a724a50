/** How a desk of the demo answers one task: milliseconds from its arrival, or null for never. Each step needs the one before. */
export type Answer = { acknowledgeAfterMs: number | null; arriveAfterMs: number | null; finishAfterMs: number | null };

/** How many in a thousand desks never answer, and how many tasks of the others nobody gets to. */
const silentDesksPerThousand = 25;
const forgottenTasksPerThousand = 15;

/** Whether nobody sits at this desk tonight. The same seed gives the same desks. */
export function isSilentDesk(orgId: string, seed: number): boolean {
  return hash(`${orgId}:${seed}`) % 1000 < silentDesksPerThousand;
}

/** How a task is answered, from three numbers in [0, 1): most people tap within a minute, some take three, a few never. */
export function answerOf(random: () => number): Answer {
  if (random() * 1000 < forgottenTasksPerThousand) return { acknowledgeAfterMs: null, arriveAfterMs: null, finishAfterMs: null };
  const acknowledgeAfterMs = Math.round(1_500 + 90_000 * random() ** 2.5);
  const arriveAfterMs = Math.round(acknowledgeAfterMs + 15_000 + 150_000 * random());
  const finishes = random() < 0.7;
  return { acknowledgeAfterMs, arriveAfterMs, finishAfterMs: finishes ? Math.round(arriveAfterMs + 30_000 + 400_000 * random()) : null };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
