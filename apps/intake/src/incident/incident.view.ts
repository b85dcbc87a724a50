import type { Incident, IncidentOpened, OpenIncident } from '#contracts/incident.js';
import type { CategoryTree } from '../category/category.rules.js';
import type { IncidentEntity } from './incident.entity.js';

/** The row of an incident that is being opened. */
export function incidentRow(
  command: OpenIncident,
  made: { id: string; unitIds: string[]; openedAt: Date; openedBy: string },
): IncidentEntity {
  const [longitude, latitude] = command.place.position?.coordinates ?? [null, null];
  return {
    ...made,
    state: 'open',
    exercise: command.exercise,
    category: command.category,
    title: command.title,
    nature: command.nature,
    eventLevel: command.eventLevel,
    placeDescription: command.place.description,
    longitude,
    latitude,
    sceneOrgId: command.sceneOrgId,
    hasHappened: command.hasHappened,
    occurredAt: new Date(command.occurredAt),
    knownAt: command.knownAt === null ? made.openedAt : new Date(command.knownAt),
    sourceKind: command.source.kind,
    sourceReference: command.source.reference,
    warningId: command.source.warningId,
    warnings: command.warnings,
    firstReport: command.firstReport,
  };
}

/** An incident as pages see it. */
export function incidentView(row: IncidentEntity, tree: CategoryTree): Incident {
  return {
    id: row.id,
    state: row.state,
    exercise: row.exercise,
    category: row.category,
    categoryName: tree.byCode.get(row.category)?.name ?? row.category,
    title: row.title,
    nature: row.nature,
    eventLevel: row.eventLevel,
    place: {
      description: row.placeDescription,
      position: row.longitude === null || row.latitude === null ? null : { type: 'Point', coordinates: [row.longitude, row.latitude] },
    },
    unitIds: row.unitIds,
    sceneOrgId: row.sceneOrgId,
    hasHappened: row.hasHappened,
    occurredAt: row.occurredAt.toISOString(),
    knownAt: row.knownAt.toISOString(),
    source: { kind: row.sourceKind, reference: row.sourceReference, warningId: row.warningId },
    warnings: row.warnings,
    firstReport: row.firstReport,
    openedAt: row.openedAt.toISOString(),
  };
}

/** What the other services are told: what a response is composed from, and no names of people. */
export function openedEvent(row: IncidentEntity): IncidentOpened {
  return {
    incidentId: row.id,
    category: row.category,
    title: row.title,
    eventLevel: row.eventLevel,
    unitIds: row.unitIds,
    sceneOrgId: row.sceneOrgId,
    hasHappened: row.hasHappened,
    occurredAt: row.occurredAt.toISOString(),
    placeDescription: row.placeDescription,
    warnings: row.warnings,
  };
}
