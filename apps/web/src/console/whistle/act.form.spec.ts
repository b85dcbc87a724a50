import { whistleActs } from '#contracts/whistle.js';
import {
  actBody,
  actFieldOf,
  actForms,
  actsInOrder,
  awaitedAct,
  emptyAct,
  fitsContract,
  kindsAbove,
  unfinishedAct,
  type ActWords,
} from './act.form.js';

const requestId = '019a0000-0000-7000-8000-000000000001';
const everything: ActWords = {
  kind: 'emergency',
  lead: 'water-bureau',
  departments: ['fire-rescue'],
  code: 'not-our-duty',
  satisfaction: 'satisfied',
  check: '渗水止住了，看过',
  words: '清单第 16 条',
};

describe('the form of an act', () => {
  it.each(whistleActs)('%s sends a body that fits its contract, and only what it asks for', (act) => {
    const body = actBody(act, everything)!;
    expect(fitsContract(act, requestId, body)).toBe(true);
    expect(fitsContract(act, requestId, {})).toBe(actForms[act].fields.every((field) => field === 'words?') || act === 'accept-offer');
  });

  it.each(whistleActs)('%s names what is missing and sends nothing until it is said', (act) => {
    const missing = unfinishedAct(act, emptyAct());
    expect(actBody(act, emptyAct()) === null).toBe(missing.length > 0);
  });

  it('closes only with satisfaction and a check', () => {
    expect(unfinishedAct('close', { ...everything, satisfaction: '' })).toEqual(['satisfaction']);
    expect(unfinishedAct('close', { ...everything, check: '  ' })).toEqual(['check']);
    expect(unfinishedAct('close', { ...everything, words: '' })).toEqual([]);
  });

  it.each([
    ['leadOrgId', 'lead'],
    ['orgIds.0', 'departments'],
    ['reason', 'words'],
    ['check', 'check'],
  ])('puts what is refused of %s beside %s', (path, field) => {
    expect(actFieldOf(path)).toBe(field);
  });

  it('waits for one act at most, and for none while others have the next word', () => {
    const acts = (...open: ('reassign' | 'close' | 'withdraw')[]) => open.map((act) => ({ act, refusal: null }));
    expect(awaitedAct({ question: null, acts: acts('reassign', 'withdraw') })).toBeNull();
    expect(awaitedAct({ question: 'returned', acts: acts('reassign', 'withdraw') })).toBe('reassign');
    expect(awaitedAct({ question: null, acts: acts('reassign', 'close') })).toBe('close');
  });

  it('raises to what is more urgent only', () => {
    expect(kindsAbove('enforcement')).toEqual(['key-work', 'emergency']);
    expect(kindsAbove('emergency')).toEqual([]);
  });

  it('lists what can be done before what is locked, and nothing of the other side', () => {
    const acts = [
      { act: 'close' as const, refusal: 'whistle-not-finished' as const },
      { act: 'rule' as const, refusal: 'only-the-city-centre' as const },
      { act: 'dispute' as const, refusal: 'nothing-returned' as const },
      { act: 'withdraw' as const, refusal: null },
      { act: 'reassign' as const, refusal: null },
    ];
    expect(actsInOrder(acts).map((one) => one.act)).toEqual(['reassign', 'withdraw', 'close']);
  });
});
