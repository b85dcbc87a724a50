import { z } from 'zod';
import { categoryCode, id, moment, orgId, point, requestId } from './ids.js';
import { eventLevel, warningColour } from './scales.js';
import { timelineEntry } from './task.js';
import { words } from './text.js';

/** First-report fields (首报; 突发事件应对法 2024 Art. 61). Time, place, source and nature are required by `openIncident` itself. */
export const firstReport = z.object({
  scopeAndDamage: words(2000, 0).default(''),
  dead: z.number().int().min(0).max(1_000_000).nullable().default(null),
  injured: z.number().int().min(0).max(1_000_000).nullable().default(null),
  missing: z.number().int().min(0).max(1_000_000).nullable().default(null),
  trend: words(2000, 0).default(''),
  measuresTaken: words(2000, 0).default(''),
});

/** A published warning that goes with the incident. Its colour is a scale of its own and is never copied into a level. */
export const warningFlag = z.object({
  colour: warningColour,
  hazard: words(20),
  headline: words(300),
  issuedBy: words(100, 0).default(''),
  issuedAt: moment.nullable().default(null),
});
export type WarningFlag = z.infer<typeof warningFlag>;

export const incidentSourceKinds = ['phone', 'warning', 'grid', 'video', 'superior', 'drill-script', 'other'] as const;

/** Opens an incident. `exercise` has no default: a drill must say so, and so must the real thing. */
export const openIncident = z.object({
  requestId,
  exercise: z.boolean(),
  category: categoryCode,
  title: words(120),
  nature: words(2000),
  eventLevel,
  place: z.object({ description: words(300), position: point.nullable().default(null) }),
  unitIds: z.array(orgId).min(1).max(2000),
  /** The first org that has it, for tasks of mode "one" (a village or production unit), if known. */
  sceneOrgId: orgId.nullable().default(null),
  /** False while it only threatens; `hazard-reported` tasks start with the click when it is true. */
  hasHappened: z.boolean(),
  occurredAt: moment,
  /** The moment anyone knew of it, from which the first report is due; null means: when it is opened. */
  knownAt: moment.nullable().default(null),
  source: z.object({
    kind: z.enum(incidentSourceKinds),
    reference: words(300, 0).default(''),
    warningId: id.nullable().default(null),
  }),
  warnings: z.array(warningFlag).max(10).default([]),
  firstReport: firstReport.prefault({}),
});
export type OpenIncident = z.infer<typeof openIncident>;

export const incident = openIncident.omit({ requestId: true }).extend({
  id,
  state: z.enum(['open', 'closed']),
  categoryName: z.string(),
  openedAt: moment,
});
export type Incident = z.infer<typeof incident>;

/** `incident.opened.v1`, keyed by the incident. It carries what a response is composed from, and no names of people. */
export const incidentOpened = z.object({
  incidentId: id,
  category: categoryCode,
  title: z.string(),
  eventLevel,
  unitIds: z.array(orgId),
  sceneOrgId: orgId.nullable(),
  hasHappened: z.boolean(),
  occurredAt: moment,
  placeDescription: z.string(),
  warnings: z.array(warningFlag),
});
export type IncidentOpened = z.infer<typeof incidentOpened>;

/** A node of the category code tree (GB/T 35561-2017 style). Level 0 is the root, 1 a class (自然灾害 …), 2 a group, 3 a kind. */
export const category = z.object({
  code: categoryCode,
  name: z.string(),
  nameEn: z.string(),
  level: z.number().int().min(0).max(3),
  parent: categoryCode.nullable(),
});
export type Category = z.infer<typeof category>;
/** `GET /api/categories`: parents before their children. */
export const categoriesAnswer = z.object({ note: z.string(), categories: z.array(category) });
export type CategoriesAnswer = z.infer<typeof categoriesAnswer>;

/** `GET /api/incidents`: newest first; `cursor` is the `nextCursor` of the page before. */
export const incidentQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: id.optional(),
  state: z.enum(['open', 'closed']).optional(),
});
export type IncidentQuery = z.infer<typeof incidentQuery>;
export const incidentPage = z.object({ incidents: z.array(incident), nextCursor: id.nullable() });
export type IncidentPage = z.infer<typeof incidentPage>;

/** Something that really happened, with its true time and where it is known from. */
export const trueFact = z.object({ at: moment, text: z.string(), source: z.string(), approximate: z.boolean() });
/** A drill script's incident, filled in for the caller's units: `incident` plus a `requestId` is the body of `POST /api/incidents`. */
export const incidentDraft = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string(),
  incident: openIncident.omit({ requestId: true }),
  facts: z.array(trueFact),
});
export type IncidentDraft = z.infer<typeof incidentDraft>;
export const incidentDraftsAnswer = z.object({ drafts: z.array(incidentDraft) });
export type IncidentDraftsAnswer = z.infer<typeof incidentDraftsAnswer>;

/** `GET /api/incidents/:id/timeline`, oldest first. */
export const incidentTimeline = z.object({ entries: z.array(timelineEntry) });
export type IncidentTimeline = z.infer<typeof incidentTimeline>;
