import type { Category, IncidentDraft } from '#contracts/incident.js';
import { hazardOf } from '../category/category.rules.js';

/** A drill script, as far as it says how its incident begins. Facts keep their true time and source; the rest is a script. */
export type DrillScript = {
  metadata: {
    id: string;
    name: string;
    nameEn: string;
    status: string;
    eventCode: string;
    background: readonly { at: string; text: string; source: string }[];
  };
  events: readonly {
    at: string;
    type: string;
    colour?: IncidentDraft['incident']['warnings'][number]['colour'];
    headline?: string;
    text?: string;
    source?: string;
    timeApproximate?: boolean;
  }[];
};

/** Where the drill is held: the city or the town that opens it, with its area units. */
export type DrillPlace = { name: string; longitude: number | null; latitude: number | null; unitIds: string[] };

/**
 * The incident with which a drill script begins, at its first warning. Nobody has judged an event level and nothing has happened yet,
 * so it only threatens; what was really known by then stands in `nature`, each with its time and source.
 */
export function draftFromScript({ metadata, events }: DrillScript, place: DrillPlace, category: Category): IncidentDraft | null {
  const warning = events.find((event) => event.type === 'warning');
  if (!warning?.colour || !warning.headline || place.unitIds.length === 0) return null;
  const known = metadata.background.filter((fact) => Date.parse(fact.at) <= Date.parse(warning.at));
  return {
    id: metadata.id,
    name: metadata.name,
    nameEn: metadata.nameEn,
    incident: {
      exercise: metadata.status !== 'Actual',
      category: category.code,
      title: metadata.name,
      nature: [warning.headline, ...known.map((fact) => `${inWords(fact.at)} ${fact.text}（来源：${fact.source}）`)].join('\n'),
      eventLevel: 'undetermined',
      place: {
        description: `${place.name}全域`,
        position:
          place.longitude === null || place.latitude === null ? null : { type: 'Point', coordinates: [place.longitude, place.latitude] },
      },
      unitIds: place.unitIds,
      sceneOrgId: null,
      hasHappened: false,
      occurredAt: warning.at,
      knownAt: null,
      source: { kind: 'drill-script', reference: metadata.id, warningId: null },
      warnings: [{ colour: warning.colour, hazard: hazardOf(category), headline: warning.headline, issuedBy: '', issuedAt: warning.at }],
      firstReport: { scopeAndDamage: '', dead: null, injured: null, missing: null, trend: '', measuresTaken: '' },
    },
    facts: factsOf({ metadata, events }),
  };
}

/** What really happened, oldest first. */
export function factsOf({ metadata, events }: DrillScript): IncidentDraft['facts'] {
  return [...metadata.background, ...events.filter((event) => event.type === 'fact')]
    .map((fact) => ({
      at: fact.at,
      text: fact.text ?? '',
      source: fact.source ?? '',
      approximate: 'timeApproximate' in fact && fact.timeApproximate === true,
    }))
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

/** 2024-09-14T11:00:00+08:00 → 2024-09-14 11:00. The scripts are written in the city's own time. */
function inWords(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}
