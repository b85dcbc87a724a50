import type { SessionClaims } from '#contracts/access.js';
import type { WhistleKind } from '#contracts/matter.js';
import type { WhistleRules } from '#contracts/whistle-rules.js';
import type { WhistleQuestion, WhistleState } from '#contracts/whistle.js';
import { isCityScope } from '#service-kit/scope.js';
import type { CallFacts, Side, Standing } from './whistle.rules.js';

/** What of a whistle a standing is made from. `rules` are those of the version under which it was blown. */
export type StandingWhistle = {
  state: WhistleState;
  question: WhistleQuestion | null;
  kind: WhistleKind;
  rules: Pick<WhistleRules, 'kinds'>;
  ruledAt: Date | null;
  returns: number;
  unitId: string;
};

/** The session of a town's own centre: it sees the whistles that the town blew. */
export function isTownOf(caller: SessionClaims, unitId: string): boolean {
  return caller.unitId === unitId && caller.orgPath.split('/').length === 2;
}

/** Whether the caller shares the whistle: its town, the city, and the departments that were called or offered themselves. Nobody else. */
export function shares(
  caller: SessionClaims,
  whistle: { unitId: string; offeredByOrgId: string | null },
  calledOrgIds: readonly string[],
): boolean {
  return (
    isCityScope(caller) ||
    isTownOf(caller, whistle.unitId) ||
    calledOrgIds.includes(caller.orgId) ||
    whistle.offeredByOrgId === caller.orgId
  );
}

/** On which side the caller acts. Whoever reads alone (an auditor, a town's desk) is on none. */
export function sideOf(caller: SessionClaims, whistle: { unitId: string }): Side | null {
  const commands = caller.roles.some((role) => role === 'operator' || role === 'commander');
  if (isCityScope(caller)) return commands ? 'city' : null;
  if (isTownOf(caller, whistle.unitId)) return commands ? 'town' : null;
  return caller.unitId === null && caller.roles.some((role) => role !== 'auditor' && role !== 'administrator') ? 'called' : null;
}

/** How the caller stands to a whistle now. */
export function standingOf(caller: SessionClaims, whistle: StandingWhistle, calls: readonly CallFacts[], now: Date): Standing {
  const own = calls.filter((call) => call.orgId === caller.orgId);
  return {
    whistle: {
      kind: whistle.kind,
      state: whistle.state,
      question: whistle.question,
      mayBeReturned: whistle.rules.kinds[whistle.kind].mayBeReturned,
      ruled: whistle.ruledAt !== null,
      returns: whistle.returns,
    },
    calls,
    side: sideOf(caller, whistle),
    own: own.find((call) => !call.over) ?? own.at(-1) ?? null,
    now,
  };
}
