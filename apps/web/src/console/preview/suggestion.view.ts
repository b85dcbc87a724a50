import type { Category, WarningFlag } from '#contracts/incident.js';
import type { LevelClause, PlanProposal } from '#contracts/plan-proposal.js';
import { strengthOf, type ResponseLevel, type WarningColour } from '#contracts/scales.js';

/** What is asked for one flag of an incident. */
export type FlagQuestion = { flag: WarningFlag; category: string; colour: WarningColour };

/** One flag with the clauses that name it; none means that the trigger tables of this response's plans do not. */
export type FlagClauses = { flag: WarningFlag; clauses: LevelClause[] };
export type Suggestion = { level: ResponseLevel | null; flags: FlagClauses[] };

/**
 * One question per flag, each for the category of its own hazard (`台风` → 台风事件): a yellow rainstorm that goes with a typhoon is not asked
 * about as a yellow typhoon. A hazard that no category is named by belongs to the incident's own.
 */
export function questionsOf(
  incident: { category: string; warnings: readonly WarningFlag[] },
  categories: readonly Category[],
): FlagQuestion[] {
  const byHazard = new Map(categories.map((category) => [hazardOf(category.name), category.code]));
  const asked = new Map(
    incident.warnings.map((flag) => {
      const category = byHazard.get(hazardOf(flag.hazard)) ?? incident.category;
      return [`${category} ${flag.colour}`, { flag, category, colour: flag.colour }];
    }),
  );
  return [...asked.values()];
}

/** The strongest level that the plans of this response name for one of its warnings; clauses of other plans do not count. */
export function suggestionOf(
  planNos: readonly string[],
  answered: readonly { flag: WarningFlag; proposal: Pick<PlanProposal, 'clauses'> }[],
): Suggestion {
  const flags = answered.map(({ flag, proposal }) => ({
    flag,
    clauses: proposal.clauses.filter((clause) => planNos.includes(clause.planNo)),
  }));
  const levels = flags.flatMap(({ clauses }) => clauses.map((clause) => clause.level));
  return { level: levels.sort((a, b) => strengthOf(b) - strengthOf(a))[0] ?? null, flags };
}

function hazardOf(name: string): string {
  return name.trim().replace(/(?:事件|灾害)$/, '');
}
