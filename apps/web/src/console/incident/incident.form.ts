import type { OpenIncident, WarningFlag } from '#contracts/incident.js';
import type { WarningDetail } from '#contracts/warning.js';
import type { EventLevel, WarningColour } from '#contracts/scales.js';

/** A warning while it is being written down. */
export type WarningDraft = { colour: WarningColour; hazard: string; headline: string; issuedBy: string; issuedAt: string };

/** The form as people fill it in: empty strings are not said yet, times are local (`datetime-local`). `exercise` starts undecided. */
export type IncidentForm = {
  exercise: boolean | null;
  category: string;
  title: string;
  nature: string;
  eventLevel: EventLevel | '';
  place: string;
  position: OpenIncident['place']['position'];
  unitIds: string[];
  sceneOrgId: string | null;
  hasHappened: boolean | null;
  occurredAt: string;
  /** The moment anyone knew, from which the first report is due; empty means: when it is opened. */
  knownAt: string;
  sourceKind: OpenIncident['source']['kind'];
  sourceReference: string;
  warningId: string | null;
  warnings: WarningDraft[];
  scopeAndDamage: string;
  dead: string;
  injured: string;
  missing: string;
  trend: string;
  measuresTaken: string;
};

export type IncidentField =
  | 'exercise'
  | 'category'
  | 'title'
  | 'nature'
  | 'eventLevel'
  | 'place'
  | 'unitIds'
  | 'hasHappened'
  | 'occurredAt'
  | 'knownAt'
  | 'warnings'
  | 'dead'
  | 'injured'
  | 'missing';

/** A moment as `datetime-local` shows it, in the browser's own zone. */
export function localTime(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** An empty form: nothing is assumed except that it is known since `now` and came by phone. */
export function emptyForm(now: Date): IncidentForm {
  return {
    exercise: null,
    category: '',
    title: '',
    nature: '',
    eventLevel: '',
    place: '',
    position: null,
    unitIds: [],
    sceneOrgId: null,
    hasHappened: null,
    occurredAt: localTime(now),
    knownAt: '',
    sourceKind: 'phone',
    sourceReference: '',
    warningId: null,
    warnings: [],
    scopeAndDamage: '',
    dead: '',
    injured: '',
    missing: '',
    trend: '',
    measuresTaken: '',
  };
}

const counted = (text: string) => (text.trim() === '' ? null : Number(text));
const badCount = (text: string) => {
  const count = counted(text);
  return count !== null && !(Number.isInteger(count) && count >= 0 && count <= 1_000_000);
};

/** Which fields cannot go out as they are, in the order of the page. The service says the rest. */
export function unfinishedFields(form: IncidentForm): IncidentField[] {
  const wrong: [IncidentField, boolean][] = [
    ['exercise', form.exercise === null],
    ['category', form.category === ''],
    ['title', form.title.trim() === ''],
    ['nature', form.nature.trim() === ''],
    ['eventLevel', form.eventLevel === ''],
    ['place', form.place.trim() === ''],
    ['unitIds', form.unitIds.length === 0],
    ['hasHappened', form.hasHappened === null],
    ['occurredAt', Number.isNaN(Date.parse(form.occurredAt))],
    ['knownAt', form.knownAt !== '' && Number.isNaN(Date.parse(form.knownAt))],
    ['warnings', form.warnings.some((warning) => warning.hazard.trim() === '' || warning.headline.trim() === '')],
    ['dead', badCount(form.dead)],
    ['injured', badCount(form.injured)],
    ['missing', badCount(form.missing)],
  ];
  return wrong.filter(([, isWrong]) => isWrong).map(([field]) => field);
}

function warningOf(draft: WarningDraft): WarningFlag {
  const issuedAt = Date.parse(draft.issuedAt);
  return {
    colour: draft.colour,
    hazard: draft.hazard.trim(),
    headline: draft.headline.trim(),
    issuedBy: draft.issuedBy.trim(),
    issuedAt: Number.isNaN(issuedAt) ? null : new Date(issuedAt).toISOString(),
  };
}

/** The body of `POST /api/incidents` without its request id; null while something is unfinished. */
export function bodyOf(form: IncidentForm): Omit<OpenIncident, 'requestId'> | null {
  if (unfinishedFields(form).length > 0 || form.exercise === null || form.hasHappened === null || form.eventLevel === '') return null;
  return {
    exercise: form.exercise,
    category: form.category,
    title: form.title.trim(),
    nature: form.nature.trim(),
    eventLevel: form.eventLevel,
    place: { description: form.place.trim(), position: form.position },
    unitIds: form.unitIds,
    sceneOrgId: form.sceneOrgId,
    hasHappened: form.hasHappened,
    occurredAt: new Date(form.occurredAt).toISOString(),
    knownAt: form.knownAt === '' ? null : new Date(form.knownAt).toISOString(),
    source: {
      kind: form.sourceKind,
      reference: form.sourceReference.trim(),
      warningId: form.warningId,
    },
    warnings: form.warnings.map(warningOf),
    firstReport: {
      scopeAndDamage: form.scopeAndDamage.trim(),
      dead: counted(form.dead),
      injured: counted(form.injured),
      missing: counted(form.missing),
      trend: form.trend.trim(),
      measuresTaken: form.measuresTaken.trim(),
    },
  };
}

/** Fills the form from a prepared draft; the exercise switch stays as the draft says, because a draft is a whole incident. */
export function formOf(draft: Omit<OpenIncident, 'requestId'>): IncidentForm {
  const number = (count: number | null) => (count === null ? '' : String(count));
  return {
    exercise: draft.exercise,
    category: draft.category,
    title: draft.title,
    nature: draft.nature,
    eventLevel: draft.eventLevel,
    place: draft.place.description,
    position: draft.place.position,
    unitIds: [...draft.unitIds],
    sceneOrgId: draft.sceneOrgId,
    hasHappened: draft.hasHappened,
    occurredAt: localTime(new Date(draft.occurredAt)),
    knownAt: draft.knownAt ? localTime(new Date(draft.knownAt)) : '',
    sourceKind: draft.source.kind,
    sourceReference: draft.source.reference,
    warningId: draft.source.warningId,
    warnings: draft.warnings.map(({ issuedAt, ...warning }) => ({ ...warning, issuedAt: issuedAt ? localTime(new Date(issuedAt)) : '' })),
    scopeAndDamage: draft.firstReport.scopeAndDamage,
    dead: number(draft.firstReport.dead),
    injured: number(draft.firstReport.injured),
    missing: number(draft.firstReport.missing),
    trend: draft.firstReport.trend,
    measuresTaken: draft.firstReport.measuresTaken,
  };
}

/**
 * Fills the form from a warning: with the incident that it proposes, or, where it proposes none, with what is known of it, for people to say the
 * rest. A message whose status is not Actual can only become a drill.
 */
export function formOfWarning(warning: WarningDetail, now: Date): IncidentForm {
  if (warning.proposal.incident) return formOf(warning.proposal.incident);
  const { colour } = warning;
  return {
    ...emptyForm(now),
    exercise: warning.exercise ? true : null,
    category: warning.category ?? '',
    title: (warning.headline || warning.event).slice(0, 120),
    nature: (warning.description || warning.headline || warning.event).slice(0, 2000),
    eventLevel: 'undetermined',
    place: warning.areaDescription.slice(0, 300),
    unitIds: warning.units.map((unit) => unit.unitId),
    hasHappened: false,
    occurredAt: localTime(new Date(warning.onsetAt ?? warning.effectiveAt ?? warning.sentAt)),
    sourceKind: 'warning',
    sourceReference: warning.identifier.slice(0, 300),
    warningId: warning.id,
    warnings: colour
      ? [
          {
            colour,
            hazard: (warning.hazard || warning.event).slice(0, 20),
            headline: (warning.headline || warning.event).slice(0, 300),
            issuedBy: warning.issuedBy.slice(0, 100),
            issuedAt: localTime(new Date(warning.sentAt)),
          },
        ]
      : [],
  };
}

/** The form's field that a refused path of the body belongs to (`place.description` → `place`, `warnings.0.headline` → `warnings`). */
export function fieldOfPath(path: string): string {
  const parts = path.split('.');
  if (parts[0] === 'firstReport') return parts[1] ?? 'firstReport';
  if (parts[0] === 'source') return parts[1] === 'kind' ? 'sourceKind' : 'sourceReference';
  return parts[0] ?? path;
}
