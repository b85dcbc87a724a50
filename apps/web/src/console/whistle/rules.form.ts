import { limitUnits, type Limit } from '#contracts/limit.js';
import { whistleKinds, type WhistleKind } from '#contracts/matter.js';
import type { KindLimits, WhistleRules } from '#contracts/whistle-rules.js';

export const limitNames = ['acknowledge', 'arrive', 'firstFeedback', 'thenEvery', 'close'] as const;
export type LimitName = (typeof limitNames)[number];
/** A whistle is always acknowledged and arrived at; feedback and close may have no limit. */
export const mayBeNone = (name: LimitName): boolean => name !== 'acknowledge' && name !== 'arrive';

/** A limit as people write it; an empty value means none. */
export type LimitWords = { value: string; unit: Limit['unit'] };
export type RulesForm = {
  kinds: Record<WhistleKind, Record<LimitName, LimitWords>>;
  returnPercent: string;
  returnsBeforeRuling: string;
  disputeMinutes: string;
  townCheckHours: string;
};

const wordsOf = (limit: Limit | null): LimitWords => ({
  value: limit === null ? '' : String(limit.value),
  unit: limit?.unit ?? limitUnits[0],
});

/** What stands in the rules, as text. */
export function formOfRules(rules: WhistleRules): RulesForm {
  const limitsOf = (limits: KindLimits) =>
    Object.fromEntries(limitNames.map((name) => [name, wordsOf(limits[name])])) as Record<LimitName, LimitWords>;
  return {
    kinds: Object.fromEntries(whistleKinds.map((kind) => [kind, limitsOf(rules.kinds[kind].limits)])) as RulesForm['kinds'],
    returnPercent: String(rules.returnPercent),
    returnsBeforeRuling: String(rules.returnsBeforeRuling),
    disputeMinutes: String(rules.disputeMinutes),
    townCheckHours: String(rules.scores.townCheckHours),
  };
}

const isAboveZero = (text: string, most: number): boolean => Number(text) > 0 && Number(text) <= most;
const isLimit = (words: LimitWords, name: LimitName): boolean =>
  words.value.trim() === '' ? mayBeNone(name) : isAboveZero(words.value, 10_000);
const isWhole = (text: string, most: number): boolean => Number.isInteger(Number(text)) && Number(text) >= 1 && Number(text) <= most;

/** The paths of what is no limit or no number (`kinds.emergency.arrive`). */
export function wrongRules(form: RulesForm): string[] {
  return [
    ...whistleKinds.flatMap((kind) =>
      limitNames.filter((name) => !isLimit(form.kinds[kind][name], name)).map((name) => `kinds.${kind}.${name}`),
    ),
    ...(isWhole(form.returnPercent, 100) ? [] : ['returnPercent']),
    ...(isWhole(form.returnsBeforeRuling, 10) ? [] : ['returnsBeforeRuling']),
    ...(isAboveZero(form.disputeMinutes, 1_440) ? [] : ['disputeMinutes']),
    ...(isAboveZero(form.townCheckHours, 240) ? [] : ['townCheckHours']),
  ];
}

/** The rules with the limits of the form in them; ladders, points and names stay. Null while something is wrong. */
export function rulesOf(form: RulesForm, before: WhistleRules): WhistleRules | null {
  if (wrongRules(form).length > 0) return null;
  const limitOf = (words: LimitWords): Limit | null =>
    words.value.trim() === '' ? null : { value: Number(words.value), unit: words.unit };
  const kinds = Object.fromEntries(
    whistleKinds.map((kind) => [
      kind,
      {
        ...before.kinds[kind],
        limits: Object.fromEntries(limitNames.map((name) => [name, limitOf(form.kinds[kind][name])])) as unknown as KindLimits,
      },
    ]),
  ) as WhistleRules['kinds'];
  return {
    ...before,
    kinds,
    returnPercent: Number(form.returnPercent),
    returnsBeforeRuling: Number(form.returnsBeforeRuling),
    disputeMinutes: Number(form.disputeMinutes),
    scores: { ...before.scores, townCheckHours: Number(form.townCheckHours) },
  };
}

/** The form's path of a refused path of the body (`rules.kinds.emergency.limits.arrive.value` → `kinds.emergency.arrive`). */
export function rulesFieldOf(path: string): string {
  const kind = /^rules\.kinds\.([a-z-]+)\.limits\.([A-Za-z]+)/.exec(path);
  return kind ? `kinds.${kind[1]}.${kind[2]}` : path.replace(/^rules\.(scores\.)?/, '');
}
