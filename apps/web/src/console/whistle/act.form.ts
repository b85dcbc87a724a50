import { whistleKinds, type WhistleKind } from '#contracts/matter.js';
import type { RefusalCode } from '#contracts/problem.js';
import { whistleActBodies, type ReturnCode, type Whistle, type WhistleAct } from '#contracts/whistle.js';

/** What a form of an act asks for, in the order of the page. */
export type ActField = 'kind' | 'lead' | 'departments' | 'code' | 'satisfaction' | 'check' | 'words' | 'words?';

/** One form per act: the fields that its body needs, and under which name its words travel. */
export const actForms: Record<WhistleAct, { fields: readonly ActField[]; words: 'words' | 'reason' }> = {
  'accept-offer': { fields: ['departments'], words: 'words' },
  'refuse-offer': { fields: ['words'], words: 'reason' },
  return: { fields: ['code', 'words'], words: 'words' },
  dispute: { fields: ['words'], words: 'words' },
  yield: { fields: ['words?'], words: 'words' },
  'ask-reassign': { fields: ['words'], words: 'words' },
  reassign: { fields: ['lead', 'words?'], words: 'words' },
  'add-assist': { fields: ['departments'], words: 'words' },
  rule: { fields: ['lead', 'words'], words: 'words' },
  'send-back': { fields: ['words'], words: 'words' },
  close: { fields: ['satisfaction', 'check', 'words?'], words: 'words' },
  withdraw: { fields: ['words'], words: 'reason' },
  raise: { fields: ['kind', 'words'], words: 'words' },
};

/** What a person has said in the form of an act. */
export type ActWords = {
  kind: WhistleKind | '';
  lead: string;
  departments: readonly string[];
  code: ReturnCode | '';
  satisfaction: 'satisfied' | 'fair' | 'dissatisfied' | '';
  check: string;
  words: string;
};
export const emptyAct = (): ActWords => ({
  kind: 'emergency',
  lead: '',
  departments: [],
  code: '',
  satisfaction: '',
  check: '',
  words: '',
});

/** An accepted offer may bring nobody else; every other form of departments names one at least. */
const mayBeEmpty = (act: WhistleAct, field: ActField): boolean => field === 'words?' || (act === 'accept-offer' && field === 'departments');

/** Which fields the act still needs. */
export function unfinishedAct(act: WhistleAct, said: ActWords): ActField[] {
  const empty: Record<ActField, boolean> = {
    kind: said.kind === '',
    lead: said.lead === '',
    departments: said.departments.length === 0,
    code: said.code === '',
    satisfaction: said.satisfaction === '',
    check: said.check.trim() === '',
    words: said.words.trim() === '',
    'words?': said.words.trim() === '',
  };
  return actForms[act].fields.filter((field) => empty[field] && !mayBeEmpty(act, field));
}

/** The body of `POST /api/whistles/:id/<act>` without its request id; null while something is missing. */
export function actBody(act: WhistleAct, said: ActWords): Record<string, unknown> | null {
  if (unfinishedAct(act, said).length > 0) return null;
  const { fields, words } = actForms[act];
  const has = (field: ActField) => fields.includes(field);
  return {
    ...(has('kind') ? { kind: said.kind } : {}),
    ...(has('lead') ? { leadOrgId: said.lead } : {}),
    ...(act === 'accept-offer' ? { assistOrgIds: said.departments } : has('departments') ? { orgIds: said.departments } : {}),
    ...(has('code') ? { code: said.code } : {}),
    ...(has('satisfaction') ? { satisfaction: said.satisfaction, check: said.check.trim() } : {}),
    ...(has('words') || has('words?') ? { [words]: said.words.trim() } : {}),
  };
}

/** The form's field that a refused path of the body belongs to. */
export function actFieldOf(path: string): string {
  const field = path.split('.')[0] ?? path;
  const named: Record<string, string> = { leadOrgId: 'lead', assistOrgIds: 'departments', orgIds: 'departments', reason: 'words' };
  return named[field] ?? field;
}

/** Whether a body fits its contract: what the service will say about its form, said before. */
export function fitsContract(act: WhistleAct, requestId: string, body: Record<string, unknown>): boolean {
  return whistleActBodies[act].safeParse({ requestId, ...body }).success;
}

const order: readonly WhistleAct[] = [
  'rule',
  'accept-offer',
  'close',
  'reassign',
  'dispute',
  'send-back',
  'add-assist',
  'raise',
  'refuse-offer',
  'yield',
  'ask-reassign',
  'return',
  'withdraw',
];

/** The kinds that a whistle of this kind can be raised to: the more urgent ones. */
export function kindsAbove(kind: WhistleKind): WhistleKind[] {
  return whistleKinds.slice(whistleKinds.indexOf(kind) + 1);
}

/** The one act that the whistle waits for, if it waits for the reader at all: it is the primary button. */
export function awaitedAct(whistle: Pick<Whistle, 'question' | 'acts'>): WhistleAct | null {
  const awaited: readonly WhistleAct[] = [
    'rule',
    'accept-offer',
    'close',
    ...(whistle.question === 'returned' ? ['reassign' as const] : []),
  ];
  return awaited.find((act) => whistle.acts.some((one) => one.act === act && one.refusal === null)) ?? null;
}

/** Refusals that say nothing to the reader: the act is another side's, or there is nothing yet that it could answer. */
const notForHere: ReadonlySet<RefusalCode> = new Set([
  'only-the-town',
  'only-the-called',
  'only-the-responsible',
  'only-the-city-centre',
  'not-offered',
  'nothing-returned',
  'no-ruling-asked',
  'not-a-raise',
  'whistle-not-open',
]);

/** The acts of a whistle as the page lists them: the one that ends the question first, those of the reader that are locked last. */
export function actsInOrder<Act extends { act: WhistleAct; refusal: RefusalCode | null }>(acts: readonly Act[]): Act[] {
  return acts
    .filter((one) => one.refusal === null || !notForHere.has(one.refusal))
    .sort((a, b) => Number(a.refusal !== null) - Number(b.refusal !== null) || order.indexOf(a.act) - order.indexOf(b.act));
}
