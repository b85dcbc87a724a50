import type { LevelClause, PlanProposal } from '#contracts/plan-proposal.js';
import type { PlanDocument, PlanVersion } from '#contracts/plan-library.js';
import type { ResponseLevel, WarningColour } from '#contracts/scales.js';
import { responseLevels, strengthOf } from '#contracts/scales.js';
import { indexVersions, mainPlan, matchPlans } from '../activation/match.rules.js';
import type { MatchedPlan } from '../activation/match.rules.js';
import { coversCategory } from '../library/category.rules.js';

/** What a proposal is made of: the versions that the city and these units hold, and the warning that is asked about. */
export type ProposalAsked = {
  cityId: string;
  unitIds: readonly string[];
  versions: readonly PlanVersion[];
  category: string;
  /** Null: no warning, only an incident of this category. */
  colour: WarningColour | null;
};

/**
 * Which plans a response in these units would be composed of, and which level their trigger tables name for this warning: the strongest
 * clause that names its hazard and colour, or null where none does. The colour alone never gives a level.
 */
export function proposePlans({ cityId, unitIds, versions, category, colour }: ProposalAsked): PlanProposal {
  const index = indexVersions(versions);
  const matched = unitIds.flatMap((unitId) => matchPlans(index, cityId, unitId, category, null));
  const clauses =
    colour === null ? [] : strongestFirst(uniqueClauses(matched.flatMap((plan) => clausesOf(plan.document, category, colour))));
  const leading = matched.find((plan) => plan.no === clauses[0]?.planNo) ?? mainPlan(matched.toSorted((a, b) => (a.no < b.no ? -1 : 1)));
  return {
    category,
    colour,
    plans: plansOf(matched),
    level: clauses[0]?.level ?? null,
    clauses,
    levels: leading ? tableOf(leading.document) : [],
  };
}

/** Versions of the city and of units that hold the same plan become one line with all its holders, in the order of the plan numbers. */
function plansOf(matched: readonly MatchedPlan[]): PlanProposal['plans'] {
  const lines = new Map<string, PlanProposal['plans'][number]>();
  for (const { no, document, versions, matchedCode } of matched) {
    const line = lines.get(no) ?? {
      planNo: no,
      kind: document.kind,
      name: document.name,
      nameEn: document.nameEn,
      holders: [],
      matchedCode,
    };
    const holders = versions.map((version) => version.holderOrgId).filter((holder) => !line.holders.includes(holder));
    lines.set(no, { ...line, holders: [...line.holders, ...holders] });
  }
  return [...lines.values()].sort((a, b) => (a.planNo < b.planNo ? -1 : 1));
}

function clausesOf(document: PlanDocument, category: string, colour: WarningColour): LevelClause[] {
  return (document.warningTriggers ?? [])
    .filter((trigger) => trigger.colour === colour && coversCategory(trigger.category, category))
    .map(({ level, says }) => clauseOf(document, level, says));
}

/** The trigger table of a plan in words, weakest level first. */
function tableOf(document: PlanDocument): LevelClause[] {
  return responseLevels.flatMap((level) => {
    const says = document.triggers[level];
    return says === undefined ? [] : [clauseOf(document, level, says)];
  });
}

function clauseOf({ no, name, nameEn }: PlanDocument, level: ResponseLevel, says: string): LevelClause {
  return { planNo: no, planName: name, planNameEn: nameEn, level, says };
}

function uniqueClauses(clauses: readonly LevelClause[]): LevelClause[] {
  return [...new Map(clauses.map((clause) => [`${clause.planNo} ${clause.level} ${clause.says}`, clause])).values()];
}

function strongestFirst(clauses: LevelClause[]): LevelClause[] {
  return clauses.sort((a, b) => strengthOf(b.level) - strengthOf(a.level) || (a.planNo < b.planNo ? -1 : 1));
}
