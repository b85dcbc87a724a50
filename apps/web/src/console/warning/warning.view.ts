import type { Warning, WarningState } from '#contracts/warning.js';
import type { WarningQuestion } from './warning.api.js';

/** What the list can show, in the order of who needs a human. */
export const listFilters = ['in-force', 'unplaced', 'expired', 'cancelled', 'not-ours'] as const;
export type ListFilter = (typeof listFilters)[number];

const questions: Record<ListFilter, WarningQuestion> = {
  'in-force': { state: 'in-force', reach: 'ours' },
  unplaced: { reach: 'unplaced' },
  expired: { state: 'expired', reach: 'ours' },
  cancelled: { state: 'cancelled', reach: 'ours' },
  'not-ours': { reach: 'not-ours' },
};

/** What is asked for a filter: the states of what is ours, and apart from them what is elsewhere or says no place. */
export function questionOf(filter: ListFilter): WarningQuestion {
  return questions[filter];
}

/** The filter that an address names; anything else is the first. */
export function filterOf(named: unknown): ListFilter {
  return listFilters.find((filter) => filter === named) ?? 'in-force';
}

/** The state now: a picture that was read a while ago does not keep a warning in force past its expiry. */
export function stateAt(warning: Pick<Warning, 'state' | 'expiresAt'>, now: number): WarningState {
  if (warning.state === 'in-force' && warning.expiresAt !== null && Date.parse(warning.expiresAt) <= now) return 'expired';
  return warning.state;
}

/** Whether the message asks anything of people: tests, drafts and messages between systems are kept and propose nothing. */
export function isMeant(warning: Pick<Warning, 'status'>): boolean {
  return warning.status === 'Actual' || warning.status === 'Exercise';
}

/** Whether it waits for a human: in force, meant, ours or without a place that can be read, and no incident was opened from it. */
export function waitsForHuman(warning: Warning, now: number): boolean {
  return isMeant(warning) && warning.reach !== 'not-ours' && warning.incidentIds.length === 0 && stateAt(warning, now) === 'in-force';
}

/** Puts the first page, read again, on top of what was read before: newer ones come, those that left the filter go, older pages stay. */
export function mergeFirstPage(former: readonly Warning[], first: readonly Warning[], isWhole: boolean): Warning[] {
  const oldest = first.at(-1);
  if (isWhole || !oldest) return [...first];
  const known = new Set(first.map((warning) => warning.id));
  const at = former.findIndex((warning) => warning.id === oldest.id);
  return [...first, ...(at < 0 ? [] : former.slice(at + 1)).filter((warning) => !known.has(warning.id))];
}

/** Where a warning stands with people, for its row. */
export type Handling = 'opened' | 'waits' | 'nothing';
export function handlingOf(warning: Warning, now: number): Handling {
  if (warning.incidentIds.length > 0) return 'opened';
  return waitsForHuman(warning, now) ? 'waits' : 'nothing';
}

/** A file name of a message: its identifier, without what a file system refuses. */
export function fileNameOf(identifier: string): string {
  return `${identifier.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 100) || 'warning'}.xml`;
}
