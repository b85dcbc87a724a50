import { z } from 'zod';
import { categoryCode, id, moment, orgId, requestId } from './ids.js';
import { openIncident } from './incident.js';
import { warningColour } from './scales.js';
import { words } from './text.js';

/** CAP 1.2 §3.2.1. Only `Actual` is real; only `Exercise` may become a drill; the others are kept and propose nothing. */
export const warningStatus = z.enum(['Actual', 'Exercise', 'System', 'Test', 'Draft']);
export const warningProfile = z.enum(['cap-1.2', 'cap-1.1', 'china']);
/** By which door a message came in. `issued`: we said it ourselves. */
export const warningDoor = z.enum(['upload', 'folder', 'feed', 'issued']);
export type WarningDoor = z.infer<typeof warningDoor>;

/** Whether its area touches us. `unplaced`: the message does not say where in a way that can be read, so people decide. */
export const warningReach = z.enum(['ours', 'not-ours', 'unplaced']);
export type WarningReach = z.infer<typeof warningReach>;

/** `expired` is read from the clock; a warning without `expires` stays in force until it is cancelled. */
export const warningState = z.enum(['in-force', 'expired', 'cancelled']);
export type WarningState = z.infer<typeof warningState>;

/**
 * Why a unit belongs to the area: by which part of the message, and its words. Facts: by geocode `code`, `scheme` (empty in the national
 * profile); by polygon and circle `centre` ('inside' or 'near') and, if near, `kilometres` (one decimal); by area-name `word`.
 */
export const unitReach = z.object({
  unitId: orgId,
  name: z.string(),
  by: z.enum(['geocode', 'polygon', 'circle', 'area-name']),
  facts: z.record(z.string(), z.string()),
});
export type UnitReach = z.infer<typeof unitReach>;

/** A warning as it stands now: all messages that refer to each other, merged. `door` and `receivedAt` are of the newest message. The colour is a scale of its own and never copied into a level. */
export const warning = z.object({
  id,
  status: warningStatus,
  /** True for every status but Actual: it can never become a real incident. */
  exercise: z.boolean(),
  state: warningState,
  profile: warningProfile,
  identifier: z.string(),
  sender: z.string(),
  /** The office that says it; never the officer on duty (Art. 85). */
  issuedBy: z.string(),
  event: z.string(),
  category: categoryCode.nullable(),
  categoryName: z.string().nullable(),
  colour: warningColour.nullable(),
  hazard: z.string(),
  headline: z.string(),
  description: z.string(),
  instruction: z.string(),
  areaDescription: z.string(),
  sentAt: moment,
  effectiveAt: moment.nullable(),
  onsetAt: moment.nullable(),
  expiresAt: moment.nullable(),
  reach: warningReach,
  units: z.array(unitReach),
  door: warningDoor,
  receivedAt: moment,
  messageCount: z.number().int(),
  /** Incidents that were opened from it, newest first. */
  incidentIds: z.array(id),
});
export type Warning = z.infer<typeof warning>;

/** One message of a warning, as it came. `holds`: the one whose words are shown now. */
export const warningMessage = z.object({
  id,
  identifier: z.string(),
  sender: z.string(),
  msgType: z.enum(['Alert', 'Update', 'Cancel', 'Ack', 'Error']),
  profile: warningProfile,
  headline: z.string(),
  colour: warningColour.nullable(),
  references: z.array(z.string()),
  sentAt: moment,
  receivedAt: moment,
  door: warningDoor,
  holds: z.boolean(),
});
export type WarningMessage = z.infer<typeof warningMessage>;

/**
 * One reason, as a code with its facts; pages put it into words. Facts: category-by-… `category`, `name`, `word` (empty by code); unit-by-…
 * `unitId`, `name` and those of `unitReach`; status-is-exercise `status`; only-threatens `urgency`, `certainty`, in CAP's words.
 */
export const proposalReason = z.object({
  code: z.enum([
    'category-by-code',
    'category-by-word',
    'unit-by-geocode',
    'unit-by-polygon',
    'unit-by-circle',
    'unit-by-area-name',
    'status-is-exercise',
    'only-threatens',
  ]),
  facts: z.record(z.string(), z.string()),
});
export type ProposalReason = z.infer<typeof proposalReason>;

/** Why a warning proposes no incident. */
export const noProposal = z.enum(['not-ours', 'unplaced', 'cancelled', 'expired', 'no-category', 'not-actual']);

/**
 * The incident that a warning proposes: `incident` plus a `requestId` is the body of `POST /api/incidents`. Plans and level are proposed by
 * `GET /api/plan-proposals` for its category, colour and units. People decide; nothing is opened or started by a message.
 */
export const incidentProposal = z.object({
  incident: openIncident.omit({ requestId: true }).nullable(),
  reasons: z.array(proposalReason),
  /** Empty if an incident is proposed. */
  because: z.array(noProposal),
});
export type IncidentProposal = z.infer<typeof incidentProposal>;

/** `GET /api/warnings/:id`. Messages newest first. */
export const warningDetail = warning.extend({ messages: z.array(warningMessage), proposal: incidentProposal });
export type WarningDetail = z.infer<typeof warningDetail>;

/**
 * What became of a message: a new warning, a change of one, a repeat of a message that was here (nothing changed), one that came late
 * (another holds), or an answer to one (Ack, Error) that is kept with it and changes nothing.
 */
export const takenAs = z.enum(['new', 'update', 'cancel', 'repeat', 'late', 'kept']);
/** `POST /api/warnings`: 201 with what became of the message. */
export const warningTaken = z.object({ takenAs, messageId: id, warning: warningDetail });
export type WarningTaken = z.infer<typeof warningTaken>;

/** `GET /api/warnings`: newest first; `cursor` is the `nextCursor` of the page before. */
export const warningQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: id.optional(),
  state: warningState.optional(),
  reach: warningReach.optional(),
});
export type WarningQuery = z.infer<typeof warningQuery>;
export const warningPage = z.object({ warnings: z.array(warning), nextCursor: id.nullable() });
export type WarningPage = z.infer<typeof warningPage>;

/**
 * Issues a warning of our own as CAP 1.2. `exercise` has no default. With `changes` it is an Update of that warning, with `cancels` its
 * Cancel; both must be ours to change (issued here).
 */
export const issueWarning = z.object({
  requestId,
  exercise: z.boolean(),
  category: categoryCode,
  colour: warningColour,
  headline: words(160),
  description: words(4000),
  instruction: words(2000, 0).default(''),
  urgency: z.enum(['Immediate', 'Expected', 'Future', 'Past', 'Unknown']),
  severity: z.enum(['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown']),
  certainty: z.enum(['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown']),
  unitIds: z.array(orgId).min(1).max(2000),
  onsetAt: moment.nullable().default(null),
  expiresAt: moment,
  changes: id.nullable().default(null),
  cancels: id.nullable().default(null),
});
export type IssueWarning = z.infer<typeof issueWarning>;

/** `GET /api/warning-sources`: the watched folder and the polled feeds, and how they do. */
export const warningSource = z.object({
  kind: z.enum(['folder', 'feed']),
  name: z.string(),
  lastReadAt: moment.nullable(),
  failingSince: moment.nullable(),
  problem: z.string().nullable(),
  taken: z.number().int(),
  refused: z.number().int(),
});
export const warningSourcesAnswer = z.object({ sources: z.array(warningSource) });
export type WarningSourcesAnswer = z.infer<typeof warningSourcesAnswer>;

/** `GET /api/warning-examples`: messages that the demo ships to try it with. All have status Exercise. `document` is the CAP message itself. */
export const warningExample = z.object({ id: z.string(), name: z.string(), nameEn: z.string(), document: z.string() });
export type WarningExample = z.infer<typeof warningExample>;
export const warningExamplesAnswer = z.object({ examples: z.array(warningExample) });
export type WarningExamplesAnswer = z.infer<typeof warningExamplesAnswer>;
