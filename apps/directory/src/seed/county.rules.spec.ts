import { readBuiltInData } from './built-in-data.js';
import { modelCity, syntheticCounty } from './county.rules.js';
import { composeOrgs } from './org-tree.rules.js';

const data = readBuiltInData();
const pointsOf = (points: number) => new Set(composeOrgs(data, syntheticCounty(data, points, false)).map((org) => org.commandPointId)).size;

describe('the model city', () => {
  const units = modelCity(data, true);

  it('has as many villages in each unit as the data says, 271 in all', () => {
    const counts = Object.fromEntries(units.map((unit) => [unit.id, unit.villages.length]));
    expect(counts).toEqual(Object.fromEntries(data.areaUnits.units.map((unit) => [unit.id, unit.villageCount])));
    expect(units.flatMap((unit) => unit.villages)).toHaveLength(data.areaUnits.total);
  });

  it.each([
    ['320582001001', '中港社区'],
    ['320582104216', '红星村'],
    ['320582103229', '十一圩港村'],
    ['320582100500', '梁丰食品集团奶牛场生活区'],
  ])('%s is called %s for short', (id, shortName) => {
    expect(units.flatMap((unit) => unit.villages).find((village) => village.id === id)!.shortName).toBe(shortName);
  });

  it('has a construction site in every unit, chemicals only at the port and metallurgy only in its park', () => {
    const having = (kind: string) => units.filter((unit) => unit.productionUnitKinds.includes(kind)).map((unit) => unit.id);
    expect(having('construction-site')).toHaveLength(13);
    expect(having('hazchem')).toEqual(['bonded-area', 'jingang', 'deji']);
    expect(having('metallurgy')).toEqual(['metallurgical-park']);
  });

  it('has no production unit outside a demo', () => {
    expect(modelCity(data, false).flatMap((unit) => unit.productionUnitKinds)).toEqual([]);
  });
});

describe('a synthetic county', () => {
  it.each([37, 38, 136, 137, 138, 1000, 22_000])('has %i command points when asked for them', (points) =>
    expect(pointsOf(points)).toBe(points),
  );

  it('has at most 100 villages in a unit, spread evenly', () => {
    const sizes = syntheticCounty(data, 22_000, false).map((unit) => unit.villages.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('cannot be smaller than one village', () => expect(() => syntheticCounty(data, 36, false)).toThrow('at least 37'));
});
