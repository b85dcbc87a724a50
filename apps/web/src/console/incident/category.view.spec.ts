import { categoryLines } from './category.view.js';

describe('category lines', () => {
  it('name where each code stands and leave the root out', () => {
    const lines = categoryLines([
      { code: '10000', name: '突发事件', nameEn: 'Emergency', level: 0, parent: null },
      { code: '11000', name: '自然灾害', nameEn: 'Natural disaster', level: 1, parent: '10000' },
      { code: '11B00', name: '气象灾害', nameEn: 'Weather', level: 2, parent: '11000' },
      { code: '11B01', name: '台风', nameEn: 'Typhoon', level: 3, parent: '11B00' },
    ]);
    expect(lines.map((line) => [line.code, line.path, line.depth])).toEqual([
      ['11000', '', 0],
      ['11B00', '自然灾害', 1],
      ['11B01', '自然灾害 › 气象灾害', 2],
    ]);
    expect(lines[2]).toMatchObject({ words: '台风 11B01 Typhoon', pathEn: 'Natural disaster › Weather' });
  });
});
