import type { IncidentProposal, Warning, WarningDetail, WarningMessage } from '#contracts/warning.js';
import type { CategoryTree } from '../category/category.rules.js';
import type { WarningMessageEntity } from './warning-message.entity.js';
import type { WarningEntity } from './warning.entity.js';
import { stateOf } from './warning.rules.js';

/** A warning as pages see it. */
export function warningView(
  row: WarningEntity,
  { tree, incidentIds, now }: { tree: CategoryTree; incidentIds: string[]; now: Date },
): Warning {
  const { facts } = row;
  const category = facts.category?.code ?? null;
  return {
    id: row.id,
    status: facts.status,
    exercise: row.exercise,
    state: stateOf(row, now),
    profile: facts.profile,
    identifier: facts.identifier,
    sender: facts.sender,
    issuedBy: facts.issuedBy,
    event: facts.event,
    category,
    categoryName: category === null ? null : (tree.byCode.get(category)?.name ?? category),
    colour: facts.colour,
    hazard: facts.hazard,
    headline: facts.headline,
    description: facts.description,
    instruction: facts.instruction,
    areaDescription: facts.area.description,
    sentAt: facts.sentAt,
    effectiveAt: facts.effectiveAt,
    onsetAt: facts.onsetAt,
    expiresAt: facts.expiresAt,
    reach: row.reach,
    units: facts.area.units,
    door: row.door,
    receivedAt: row.receivedAt.toISOString(),
    messageCount: row.messageCount,
    incidentIds,
  };
}

/** A warning with its messages, newest first, and what it proposes. */
export function detailView(
  warning: Warning,
  { holds, messages, proposal }: { holds: string; messages: readonly WarningMessageEntity[]; proposal: IncidentProposal },
): WarningDetail {
  const newestFirst = [...messages].sort((one, other) => other.sentAt.getTime() - one.sentAt.getTime() || (one.id < other.id ? 1 : -1));
  return { ...warning, messages: newestFirst.map((message) => messageView(message, message.id === holds)), proposal };
}

function messageView(row: WarningMessageEntity, holds: boolean): WarningMessage {
  return {
    id: row.id,
    identifier: row.identifier,
    sender: row.sender,
    msgType: row.msgType,
    profile: row.profile,
    headline: row.facts?.headline ?? '',
    colour: row.facts?.colour ?? null,
    references: row.refersTo.map(({ identifier }) => identifier),
    sentAt: row.sentAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    door: row.door,
    holds,
  };
}
