import type { Activation } from '#contracts/activation.js';
import type { Progress, UnitProgress } from '#contracts/mailbox.js';

/** The counts that a page adds up over units. */
export const countNames = [
  'tasks',
  'waiting',
  'unfilled',
  'delivered',
  'acknowledged',
  'arrived',
  'done',
  'declined',
  'cancelled',
  'overdue',
  'notReached',
  'escalated',
] as const;
export type CountName = (typeof countNames)[number];
export type Counts = Record<CountName, number>;

/** Adds up the units: five facts, two exceptions, and what stands beside them. Nothing is averaged. */
export function totalOf(units: readonly UnitProgress[]): Counts {
  const total = Object.fromEntries(countNames.map((name) => [name, 0])) as Counts;
  for (const unit of units) for (const name of countNames) total[name] += unit[name];
  return total;
}

/** A share as one decimal of a percentage, never without its count beside it; null when nothing is counted. */
export function shareOf(part: number, whole: number): string | null {
  if (whole === 0) return null;
  const tenths = Math.floor((part / whole) * 1000);
  return `${(part === whole ? 1000 : Math.min(tenths, 999)) / 10}%`;
}

function trouble(unit: UnitProgress): number {
  return unit.overdue + unit.notReached;
}

/**
 * Units with who needs a human now first: most exceptions, then the one whose worst task has been due longest, then the smallest share
 * acknowledged. Ids settle the rest, so that rows do not swap places for nothing.
 */
export function sortByTrouble(units: readonly UnitProgress[]): UnitProgress[] {
  return [...units].sort(
    (a, b) =>
      trouble(b) - trouble(a) ||
      (a.worst?.dueAt ?? '9').localeCompare(b.worst?.dueAt ?? '9') ||
      a.acknowledged / Math.max(a.tasks, 1) - b.acknowledged / Math.max(b.tasks, 1) ||
      a.unitId.localeCompare(b.unitId),
  );
}

/** How far a unit has come, for the sketch map: 0 nothing … 4 all done. Trouble is a mark of its own, never a shade. */
export function shadeOf(unit: UnitProgress): 0 | 1 | 2 | 3 | 4 {
  if (unit.tasks === 0) return 0;
  if (unit.done >= unit.tasks) return 4;
  const acknowledged = unit.acknowledged / unit.tasks;
  if (acknowledged >= 0.94) return 3;
  if (acknowledged >= 0.85) return 2;
  return 1;
}

/** Something that changed between two pictures of one unit, told as a count. */
export type Change = {
  at: string;
  unitId: string;
  what: 'delivered' | 'acknowledged' | 'arrived' | 'done' | 'declined' | 'overdue' | 'notReached' | 'escalated';
  more: number;
};

const told: readonly Change['what'][] = ['notReached', 'overdue', 'escalated', 'declined', 'done', 'arrived', 'acknowledged', 'delivered'];

/** What rose between two pictures, most serious first. A later picture never lies, so a fall (a task reached after all) is not told as news. */
export function changesBetween(before: Progress | null, after: Progress): Change[] {
  if (!before || before.activationId !== after.activationId) return [];
  const former = new Map(before.units.map((unit) => [unit.unitId, unit]));
  return told.flatMap((what) =>
    after.units.flatMap((unit) => {
      const more = unit[what] - (former.get(unit.unitId)?.[what] ?? 0);
      return more > 0 ? [{ at: after.at, unitId: unit.unitId, what, more }] : [];
    }),
  );
}

/** Folds new changes into the feed: the same unit and fact within `withinMilliseconds` grow one line instead of making many. Newest first. */
export function foldChanges(feed: readonly Change[], news: readonly Change[], withinMilliseconds = 4_000, keep = 40): Change[] {
  const next = [...feed];
  for (const change of [...news].reverse()) {
    const at = next.findIndex(
      (line) =>
        line.unitId === change.unitId && line.what === change.what && Date.parse(change.at) - Date.parse(line.at) <= withinMilliseconds,
    );
    const line = at >= 0 ? next[at] : undefined;
    if (line) next[at] = { ...line, more: line.more + change.more };
    else next.unshift(change);
  }
  return next.slice(0, keep);
}

/** Whether a newer picture shows trouble that the older did not: the alarm rings for it once. */
export function newTrouble(before: Progress | null, after: Progress): { overdue: number; notReached: number } | null {
  const changes = changesBetween(before, after);
  const sum = (what: Change['what']) => changes.filter((change) => change.what === what).reduce((total, change) => total + change.more, 0);
  const news = { overdue: sum('overdue'), notReached: sum('notReached') };
  return news.overdue + news.notReached > 0 ? news : null;
}

const nothingYet: Counts = Object.fromEntries(countNames.map((name) => [name, 0])) as Counts;

/**
 * The picture of all that was accepted. Where notification has not heard of a unit yet, or of the whole activation, it says zero: what was
 * accepted and not issued is shown, never left out.
 */
export function wholePicture(
  accepted: Pick<Activation, 'id' | 'unitIds' | 'expectedRows' | 'startedAt'>,
  known: Progress | null,
): Progress {
  const counted = new Set(known?.units.map((unit) => unit.unitId));
  const missing = accepted.unitIds.filter((unitId) => !counted.has(unitId));
  return {
    activationId: accepted.id,
    at: known?.at ?? accepted.startedAt,
    expected: Math.max(accepted.expectedRows, known?.expected ?? 0),
    issued: known?.issued ?? 0,
    units: [...(known?.units ?? []), ...missing.map((unitId) => ({ unitId, ...nothingYet, worst: null }))],
  };
}

/** Takes the newer of two pictures of the same activation; the socket and the fallback may overtake each other. */
export function newerProgress(shown: Progress | null, arrived: Progress): Progress {
  if (!shown || shown.activationId !== arrived.activationId) return arrived;
  return Date.parse(arrived.at) >= Date.parse(shown.at) ? arrived : shown;
}
