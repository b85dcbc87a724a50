import { readIntakeData } from '../intake.data.js';
import type { CategoryFile } from './category.rules.js';
import { canCategorise, categoryTree, chainOf, hazardOf, isSocialSafety } from './category.rules.js';

const file = readIntakeData<CategoryFile>('event-codes.json');
const tree = categoryTree(file);

describe('the category tree', () => {
  it('holds every code of the file, each with a name in both languages', () => {
    expect(tree.all).toHaveLength(223);
    expect(tree.all.filter((category) => !category.name || !category.nameEn)).toEqual([]);
  });

  it.each([
    ['11B01', ['自然灾害', '气象灾害', '台风事件']],
    ['12U00', ['事故灾难', '能源供应中断事故']],
    ['10000', []],
    ['19X99', []],
  ])('%s stands under %j', (code, names) => {
    expect(chainOf(tree, code).map((category) => category.name)).toEqual(names);
  });

  it.each([
    ['11B01', true],
    ['12H00', true],
    ['11000', false],
    ['10000', false],
    ['11B98', false],
  ])('%s can be the category of an incident: %s', (code, expected) => {
    expect(canCategorise(tree, code)).toBe(expected);
  });

  it.each([
    ['14A00', true],
    ['11B01', false],
  ])('%s is social safety: %s', (code, expected) => {
    expect(isSocialSafety(code)).toBe(expected);
  });

  it('names the hazard as a warning does', () => {
    expect(hazardOf(tree.byCode.get('11B01')!)).toBe('台风');
    expect(hazardOf(tree.byCode.get('11D00')!)).toBe('地质灾害');
  });

  it('refuses a file with a code twice or without its parent', () => {
    const [root] = file.codes;
    expect(() => categoryTree({ note: '', codes: [root!, root!] })).toThrow('10000 occurs twice');
    expect(() => categoryTree({ note: '', codes: file.codes.slice(1) })).toThrow('11000 has no parent');
  });
});
