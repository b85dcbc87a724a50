import type { IncidentProposal, ProposalReason, UnitReach, WarningDetail } from '#contracts/warning.js';

/** Why a warning proposes no incident. */
export type NoProposal = IncidentProposal['because'][number];

/** Reasons that people can get over by looking: where it is, and what it is. The others are facts of the message. */
const openToPeople: readonly NoProposal[] = ['unplaced', 'no-category'];

/** Whether an incident may be opened from it by hand although none is proposed: it is only not known where it is or what it is. */
export function mayOpenByHand({ proposal, status }: Pick<WarningDetail, 'proposal' | 'status'>): boolean {
  if (proposal.incident !== null || proposal.because.length === 0) return false;
  return (status === 'Actual' || status === 'Exercise') && proposal.because.every((reason) => openToPeople.includes(reason));
}

const ways = ['geocode', 'polygon', 'circle', 'area-name'] as const;
export type WayUnits = { by: UnitReach['by']; units: UnitReach[]; same: UnitReach | null };

/** Ways by which units belong to the area, in the order of how sure they are, each with its units. `same`: one why for all of them. */
export function unitsByWay(units: readonly UnitReach[]): WayUnits[] {
  return ways.flatMap((by) => {
    const group = units.filter((unit) => unit.by === by);
    const [first] = group;
    if (!first) return [];
    const same = group.length > 1 && group.every((unit) => JSON.stringify(unit.facts) === JSON.stringify(first.facts));
    return [{ by, units: group, same: same ? first : null }];
  });
}

/** The reasons that speak of the whole incident; why each unit is in it stands with the units. */
export function reasonsOfIncident(reasons: readonly ProposalReason[]): ProposalReason[] {
  return reasons.filter((reason) => !reason.code.startsWith('unit-by-'));
}

/** The key of the words that say why a unit belongs to the area. */
export function whyKeyOf({ by, facts }: Pick<UnitReach, 'by' | 'facts'>): string {
  if (by === 'geocode') return facts.scheme ? 'geocode-scheme' : 'geocode';
  if (by === 'area-name') return by;
  return `${by}-${facts.centre === 'near' ? 'near' : 'inside'}`;
}
