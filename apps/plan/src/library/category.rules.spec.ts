import { coversCategory, coveringCode } from './category.rules.js';

describe('coversCategory', () => {
  it.each([
    ['10000', '11B01', true],
    ['10000', '14D00', true],
    ['11000', '11B01', true],
    ['11000', '12B01', false],
    ['12F00', '12F00', true],
    ['12F00', '12F03', true],
    ['12F00', '12G03', false],
    ['11B01', '11B01', true],
    ['11B01', '11B03', false],
    ['11B01', '11B00', false],
    ['11A10', '11A10', true],
    ['11A10', '11A11', false],
  ])('%s covers %s: %s', (code, category, covers) => {
    expect(coversCategory(code, category)).toBe(covers);
  });

  it('names the code that covers', () => {
    expect(coveringCode(['11A01', '11B00'], '11B01')).toBe('11B00');
    expect(coveringCode(['11A01'], '11B01')).toBeNull();
  });
});
