import type { IncidentProposal, ProposalReason, UnitReach, WarningDetail } from '#contracts/warning.js';
import en from '../../words/en/warning.js';
import { mayOpenByHand, reasonsOfIncident, unitsByWay, whyKeyOf } from './proposal.view.js';

const proposed = (status: WarningDetail['status'], because: IncidentProposal['because'], incident: unknown = null) =>
  ({ status, proposal: { incident, reasons: [], because } }) as Pick<WarningDetail, 'status' | 'proposal'>;
const unit = (unitId: string, by: UnitReach['by'], facts: Record<string, string> = {}): UnitReach => ({ unitId, name: unitId, by, facts });

describe('opening by hand', () => {
  it.each<[string, ReturnType<typeof proposed>, boolean]>([
    ['where only the place is not known', proposed('Actual', ['unplaced']), true],
    ['where place and kind are not known', proposed('Exercise', ['unplaced', 'no-category']), true],
    ['of what is cancelled', proposed('Actual', ['cancelled', 'unplaced']), false],
    ['of what is elsewhere', proposed('Actual', ['not-ours']), false],
    ['of a test', proposed('Test', ['unplaced']), false],
    ['where an incident is proposed', proposed('Actual', [], {}), false],
  ])('%s', (_, detail, may) => {
    expect(mayOpenByHand(detail)).toBe(may);
  });
});

describe('why units belong to the area', () => {
  it('is grouped by the way, the surest first', () => {
    const groups = unitsByWay([unit('a', 'area-name'), unit('b', 'geocode'), unit('c', 'area-name')]);
    expect(groups.map(({ by, units }) => [by, units.length])).toEqual([
      ['geocode', 1],
      ['area-name', 2],
    ]);
  });

  it('is said once where it is the same for all', () => {
    const facts = { code: '320582', scheme: '' };
    const same = (units: UnitReach[]) => unitsByWay(units)[0]?.same?.facts ?? null;
    expect(same([unit('a', 'geocode', facts), unit('b', 'geocode', facts)])).toEqual(facts);
    expect(same([unit('a', 'geocode', facts), unit('b', 'geocode', { ...facts, code: '320582104' })])).toBeNull();
    expect(same([unit('a', 'geocode', facts)])).toBeNull();
  });

  it.each([
    [unit('a', 'geocode', { code: '320582', scheme: '' }), 'geocode'],
    [unit('a', 'geocode', { code: '320582', scheme: 'GB2260' }), 'geocode-scheme'],
    [unit('a', 'polygon', { centre: 'inside' }), 'polygon-inside'],
    [unit('a', 'polygon', { centre: 'near', kilometres: '3.1' }), 'polygon-near'],
    [unit('a', 'circle', { centre: 'near', kilometres: '0.4' }), 'circle-near'],
    [unit('a', 'area-name', { word: '乐余镇' }), 'area-name'],
  ] as const)('%j has words', (reach, key) => {
    expect(whyKeyOf(reach)).toBe(key);
    expect(Object.keys(en.why)).toContain(key);
  });

  it('stands with the units and not with the incident', () => {
    const reasons: ProposalReason[] = [
      { code: 'category-by-code', facts: {} },
      { code: 'unit-by-polygon', facts: {} },
      { code: 'only-threatens', facts: {} },
    ];
    expect(reasonsOfIncident(reasons).map(({ code }) => code)).toEqual(['category-by-code', 'only-threatens']);
  });
});
