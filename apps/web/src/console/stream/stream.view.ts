import type { Activation } from '#contracts/activation.js';
import type { Incident } from '#contracts/incident.js';
import type { Warning } from '#contracts/warning.js';

/** Sections of the stream, in the order of who needs a human now. */
export const streamSections = ['waiting', 'running', 'ended'] as const;
export type StreamSection = (typeof streamSections)[number];

/** Filters of the keys 1, 2, 3. */
export const streamFilters = ['all', 'real', 'drill'] as const;
export type StreamFilter = (typeof streamFilters)[number];

/** One item of the stream: an incident with its latest response, if one was started. */
export type StreamItem = { incident: Incident; activation: Activation | null; section: StreamSection; at: string };

/** What a section shows: an incident, or a warning that waits for somebody to open one. */
export type StreamThing = { warning: Warning; item: null } | { warning: null; item: StreamItem };

function sectionOf(incident: Incident, activation: Activation | null): StreamSection {
  if (activation?.state === 'running') return 'running';
  return activation?.state === 'ended' || incident.state === 'closed' ? 'ended' : 'waiting';
}

/** Joins incidents with their responses (a running one goes before an ended one), in each section the real before drills, then newest first. */
export function streamItems(incidents: readonly Incident[], activations: readonly Activation[]): StreamItem[] {
  const latest = new Map<string, Activation>();
  for (const activation of activations) {
    const former = latest.get(activation.incidentId);
    const better =
      !former ||
      (former.state === 'ended' && activation.state === 'running') ||
      (former.state === activation.state && activation.startedAt > former.startedAt);
    if (better) latest.set(activation.incidentId, activation);
  }
  return incidents
    .map((incident) => {
      const activation = latest.get(incident.id) ?? null;
      return {
        incident,
        activation,
        section: sectionOf(incident, activation),
        at: activation?.endedAt ?? activation?.startedAt ?? incident.openedAt,
      };
    })
    .sort(
      (a, b) =>
        streamSections.indexOf(a.section) - streamSections.indexOf(b.section) ||
        Number(a.incident.exercise) - Number(b.incident.exercise) ||
        Date.parse(b.at) - Date.parse(a.at),
    );
}

/** What a filter leaves. */
export function filterItems(items: readonly StreamItem[], filter: StreamFilter): StreamItem[] {
  if (filter === 'all') return [...items];
  return items.filter((item) => item.incident.exercise === (filter === 'drill'));
}

/** What waits for a human: the real before drills, and in each the warnings that nobody has opened an incident from before the incidents. */
export function waitingThings(warnings: readonly Warning[], items: readonly StreamItem[], filter: StreamFilter): StreamThing[] {
  const wanted = (exercise: boolean) => filter === 'all' || exercise === (filter === 'drill');
  return [false, true]
    .filter(wanted)
    .flatMap((exercise) => [
      ...warnings.filter((warning) => warning.exercise === exercise).map((warning) => ({ warning, item: null })),
      ...items.filter((item) => item.section === 'waiting' && item.incident.exercise === exercise).map((item) => ({ warning: null, item })),
    ]);
}
