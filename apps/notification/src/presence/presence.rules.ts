import type { PresentNode } from './presence.board.js';

/** A command point of the tree: a village, a department, a town's centre, the city's. `unitId` is the city where it belongs to no unit. */
export type CommandPoint = { orgId: string; orgName: string; unitId: string };
export type UnitPresence = { unitId: string; commandPoints: number; online: number };

/** The command points that have their own desk connected, at whichever node. A person's page at the same org is no desk. */
export function pointsOnline(nodes: readonly PresentNode[]): Set<string> {
  return new Set(nodes.flatMap(({ desks }) => desks.filter(({ kind }) => kind === 'command-point').map(({ orgId }) => orgId)));
}

/** The orgs that have anybody connected, at a desk or on a page of their own. */
export function orgsConnected(nodes: readonly PresentNode[]): string[] {
  return [...new Set(nodes.flatMap(({ desks }) => desks.map(({ orgId }) => orgId)))];
}

/** Counts the points of each unit, in the order of the points, and names those without a desk. */
export function countPresence(
  points: readonly CommandPoint[],
  online: ReadonlySet<string>,
): { units: UnitPresence[]; offline: CommandPoint[] } {
  const units = new Map<string, UnitPresence>();
  for (const { orgId, unitId } of points) {
    const unit = units.get(unitId) ?? { unitId, commandPoints: 0, online: 0 };
    unit.commandPoints += 1;
    if (online.has(orgId)) unit.online += 1;
    units.set(unitId, unit);
  }
  return { units: [...units.values()], offline: points.filter(({ orgId }) => !online.has(orgId)) };
}
