import type { IncidentProposal, ProposalReason, UnitReach, Warning } from '#contracts/warning.js';
import type { WarningFlag } from '#contracts/incident.js';
import type { CategoryTree } from '../category/category.rules.js';
import type { HeldFacts } from './merge.rules.js';

/** The warning that proposes, and who asks: a town is proposed its own units. */
export type Proposing = {
  warningId: string;
  exercise: boolean;
  state: Warning['state'];
  held: HeldFacts;
  unitsInScope: ReadonlySet<string>;
  tree: CategoryTree;
  now: Date;
};

type Because = IncidentProposal['because'][number];

const obstacles: readonly { because: Because; stands: (proposing: Proposing, units: readonly UnitReach[]) => boolean }[] = [
  { because: 'not-actual', stands: ({ held }) => held.status !== 'Actual' && held.status !== 'Exercise' },
  { because: 'cancelled', stands: ({ state }) => state === 'cancelled' },
  { because: 'expired', stands: ({ state }) => state === 'expired' },
  { because: 'unplaced', stands: ({ held }) => held.area.reach === 'unplaced' },
  { because: 'not-ours', stands: ({ held }, units) => held.area.reach !== 'unplaced' && units.length === 0 },
  { because: 'no-category', stands: ({ held }) => held.category === null },
];

/**
 * The incident that a warning proposes, with every reason; or why it proposes none. The colour goes along as a flag and never becomes a
 * level: whoever opens the incident judges its event level.
 */
export function proposeIncident(proposing: Proposing): IncidentProposal {
  const { held, unitsInScope } = proposing;
  const units = held.area.units.filter((unit) => unitsInScope.has(unit.unitId));
  const because = obstacles.filter(({ stands }) => stands(proposing, units)).map((obstacle) => obstacle.because);
  const reasons = reasonsOf(proposing, units);
  if (because.length > 0 || !held.category) return { incident: null, reasons, because };
  const title = held.headline || held.event;
  const flag = flagOf(held);
  return {
    incident: {
      exercise: proposing.exercise,
      category: held.category.code,
      title: clip(title, 120),
      nature: clip(held.description || title, 2000),
      eventLevel: 'undetermined',
      place: {
        description: clip(held.area.description || units.map((unit) => unit.name).join('、'), 300),
        position: held.area.position && { type: 'Point', coordinates: held.area.position },
      },
      unitIds: units.map((unit) => unit.unitId),
      sceneOrgId: null,
      hasHappened: hasHappened(held),
      occurredAt: held.onsetAt ?? held.effectiveAt ?? held.sentAt,
      knownAt: earlier(held.sentAt, proposing.now),
      source: { kind: 'warning', reference: clip(held.identifier, 300), warningId: proposing.warningId },
      warnings: flag ? [flag] : [],
      firstReport: { scopeAndDamage: '', dead: null, injured: null, missing: null, trend: '', measuresTaken: '' },
    },
    reasons,
    because: [],
  };
}

/** A warning threatens. Only what its message calls past or observed, such as an earthquake, has happened. */
function hasHappened({ urgency, certainty }: HeldFacts): boolean {
  return urgency === 'Past' || certainty === 'Observed';
}

function reasonsOf({ held, exercise, tree }: Proposing, units: readonly UnitReach[]): ProposalReason[] {
  const { category } = held;
  return [
    ...(category
      ? [
          {
            code: `category-by-${category.by}` as const,
            facts: { category: category.code, name: tree.byCode.get(category.code)?.name ?? category.code, word: category.word },
          },
        ]
      : []),
    ...units.map(({ by, unitId, name, facts }) => ({ code: `unit-by-${by}` as const, facts: { unitId, name, ...facts } })),
    ...(exercise ? [{ code: 'status-is-exercise' as const, facts: { status: held.status } }] : []),
    ...(hasHappened(held) ? [] : [{ code: 'only-threatens' as const, facts: { urgency: held.urgency, certainty: held.certainty } }]),
  ];
}

function flagOf({ colour, hazard, headline, event, issuedBy, sentAt }: HeldFacts): WarningFlag | null {
  if (!colour || hazard === '') return null;
  return { colour, hazard: clip(hazard, 20), headline: clip(headline || event, 300), issuedBy: clip(issuedBy, 100), issuedAt: sentAt };
}

/** At most so many UTF-16 units, never half a character. */
function clip(text: string, longest: number): string {
  let clipped = '';
  for (const character of text) {
    if (clipped.length + character.length > longest) break;
    clipped += character;
  }
  return clipped.trim();
}

function earlier(moment: string, now: Date): string {
  return new Date(Math.min(Date.parse(moment), now.getTime())).toISOString();
}
