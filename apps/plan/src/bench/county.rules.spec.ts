import { readLibrary } from '../library/plan-library.files.js';
import { countyOf } from './county.rules.js';

const pattern = { departments: ['water', 'fire'], bureaus: ['a', 'b'], stations: ['s'], groups: ['g'] };

describe('a county of the benchmark', () => {
  it.each([[120], [300], [3_000], [22_000]])('has exactly %i orgs, and at most 100 villages in a town', (count) => {
    const { orgs, unitIds } = countyOf(count, pattern, []);
    expect(orgs.length).toBe(count);
    expect(new Set(orgs.map((org) => org.id)).size).toBe(count);
    for (const unitId of unitIds) {
      const villages = orgs.filter((org) => org.unitId === unitId && org.kind === 'village').length;
      expect(villages).toBeGreaterThan(0);
      expect(villages).toBeLessThanOrEqual(100);
    }
  });

  it('has the plans of the library at the city and in each town', () => {
    const { plans } = readLibrary();
    const { versions, unitIds, cityId } = countyOf(300, pattern, plans);
    expect(versions.filter((version) => version.holderOrgId === cityId).length).toBe(plans.length);
    for (const unitId of unitIds)
      expect(versions.some((version) => version.holderOrgId === unitId && version.document.no === 'P01')).toBe(true);
  });

  it('is refused where it would have no villages', () => {
    expect(() => countyOf(10, pattern, [])).toThrow('no villages');
  });
});
