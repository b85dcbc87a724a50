import type { ReportLimits } from '#contracts/information-report.js';
import { CategoryCatalog } from '../category/category.catalog.js';
import { LimitsCatalog } from './limits.catalog.js';
import { limitsOf } from './limits.rules.js';

const tree = new CategoryCatalog();
const entry = (category: string): ReportLimits => ({
  category,
  oralMinutes: 30,
  writtenMinutes: 60,
  followUpMinutes: { IV: 180, III: 180, II: 60, I: 60 },
  finalHours: 24,
  source: 'test',
});
const entries = ['10000', '11000', '11B01', '12D00'].map(entry);

describe('the limits of a category', () => {
  it.each([
    ['11B01', '11B01'],
    ['11B03', '11000'],
    ['12D01', '12D00'],
    ['14A00', '10000'],
    ['19X99', '10000'],
  ])('%s has those of %s', (category, expected) => {
    expect(limitsOf(entries, tree, category).category).toBe(expected);
  });

  it('there must be a default', () => {
    expect(() => limitsOf([entry('11000')], tree, '12D01')).toThrow('no entry for 10000');
  });

  it('of the installation: 30 minutes by voice, 60 in writing, 60 or 180 for a follow-up, a day for the final one', () => {
    const { source, ...limits } = new LimitsCatalog(tree).of('11B01');
    expect(limits).toEqual({
      category: '10000',
      oralMinutes: 30,
      writtenMinutes: 60,
      followUpMinutes: { IV: 180, III: 180, II: 60, I: 60 },
      finalHours: 24,
    });
    expect(source).toContain('proposal');
  });
});
