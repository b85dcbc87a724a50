import { readBuiltInData } from '../seed/built-in-data.js';
import { composeMatters, composeStationing } from './matter.rules.js';

const data = readBuiltInData();

describe('the grid list', () => {
  it('has 59 matters in 9 classes, numbered without a gap', () => {
    const matters = composeMatters(data);
    expect(matters.map((matter) => matter.number)).toEqual(Array.from({ length: 59 }, (_, index) => index + 1));
    expect(new Set(matters.map((matter) => matter.className)).size).toBe(9);
  });

  it('never names the lead as assisting: a whistle has exactly one', () => {
    expect(composeMatters(data).filter((matter) => matter.assistingDepartments.includes(matter.leadDepartment))).toEqual([]);
  });

  it.each([
    ['a department', { leadDepartment: 'nobody-bureau' }],
    ['an assisting department', { assistingDepartments: ['nobody-bureau'] }],
    ['a station', { townBureau: 'nobody-station' }],
    ['a side of the responsibility list', { responsibility: { principal: { tier: 'town' as const, org: 'nobody' }, cooperating: [] } }],
    ['a class', { class: 'nothing' }],
  ])('is refused where it names %s that does not exist', (_, change) => {
    const [first, ...rest] = data.matters.matters;
    const matters = { ...data.matters, matters: [{ ...first!, ...change }, ...rest] };
    expect(() => composeMatters({ ...data, matters })).toThrow(first!.id);
  });

  it('has a department behind each of the 13 stations, and behind no bureau', () => {
    const stationing = composeStationing(data);
    expect(stationing).toHaveLength(13);
    expect(stationing).toContainEqual({ templateId: 'fire-station', departmentId: 'fire-rescue-brigade' });
  });
});
