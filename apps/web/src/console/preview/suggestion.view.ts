import type { Category, WarningFlag } from '#contracts/incident.js';
import type { LevelClause, PlanProposal } from '#contracts/plan-proposal.js';
import type { Warning } from '#contracts/warning.js';
import { strengthOf, type ResponseLevel, type WarningColour } from '#contracts/scales.js';

type Flag = Pick<WarningFlag, 'colour' | 'hazard'>;

/** What is asked for one flag of an incident. `changed`: its warning has another colour now than when the incident was opened. */
export type FlagQuestion = { flag: Flag; category: string; colour: WarningColour; changed: boolean };

/** One flag with the clauses that name it; none means that the trigger tables of this response's plans do not. */
export type FlagClauses = { flag: Flag; changed: boolean; clauses: LevelClause[] };
export type Suggestion = { level: ResponseLevel | null; flags: FlagClauses[] };

/** The colours of an incident's warnings as they are now: where the warning that it came from is in force and was changed, its present colour holds. */
export function flagsNow(
  flags: readonly Flag[],
  source: Pick<Warning, 'state' | 'colour' | 'hazard'> | null,
): { flag: Flag; changed: boolean }[] {
  const colour = source?.state === 'in-force' ? source.colour : null;
  return flags.map((flag) => {
    const changed = colour !== null && source?.hazard === flag.hazard && colour !== flag.colour;
    return { flag: changed ? { hazard: flag.hazard, colour } : flag, changed };
  });
}

/**
 * One question per flag, each for the category of its own hazard (`台风` → 台风事件): a yellow rainstorm that goes with a typhoon is not asked
 * about as a yellow typhoon. A hazard that no category is named by belongs to the incident's own.
 */
export function questionsOf(
  incidentCategory: string,
  flags: readonly { flag: Flag; changed: boolean }[],
  categories: readonly Category[],
): FlagQuestion[] {
  const byHazard = new Map(categories.map((category) => [hazardOf(category.name), category.code]));
  const asked = new Map(
    flags.map(({ flag, changed }) => {
      const category = byHazard.get(hazardOf(flag.hazard)) ?? incidentCategory;
      return [`${category} ${flag.colour}`, { flag, category, colour: flag.colour, changed }];
    }),
  );
  return [...asked.values()];
}

/** The strongest level that the plans of this response name for one of its warnings; clauses of other plans do not count. */
export function suggestionOf(
  planNos: readonly string[],
  answered: readonly { flag: Flag; changed: boolean; proposal: Pick<PlanProposal, 'clauses'> }[],
): Suggestion {
  const flags = answered.map(({ flag, changed, proposal }) => ({
    flag,
    changed,
    clauses: proposal.clauses.filter((clause) => planNos.includes(clause.planNo)),
  }));
  const levels = flags.flatMap(({ clauses }) => clauses.map((clause) => clause.level));
  return { level: levels.sort((a, b) => strengthOf(b) - strengthOf(a))[0] ?? null, flags };
}

function hazardOf(name: string): string {
  return name.trim().replace(/(?:事件|灾害)$/, '');
}
