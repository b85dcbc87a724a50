import type { RouteLocationRaw } from 'vue-router';

type Here = { name: unknown; query: Record<string, unknown> };

/**
 * Where W leads from a page: the whistle form, filled from the task or the incident in hand. Null on the form itself, and where the page has rows
 * of its own that W acts on.
 */
export function whistleFromHere(here: Here, incidentId: string | null): RouteLocationRaw | null {
  if (here.name === 'blow-whistle' || here.name === 'grid-reports') return null;
  const text = (name: string) =>
    typeof here.query[name] === 'string' && here.query[name] !== '' ? (here.query[name] as string) : undefined;
  const unit = text('unit');
  const task = here.name === 'live' ? text('task') : undefined;
  const of = task ? { task } : incidentId ? { incident: incidentId } : {};
  return { name: 'blow-whistle', query: { ...of, ...(unit ? { unit } : {}) } };
}
