import type { Category } from '#contracts/incident.js';
import { categoryLines } from './category.view.js';

const tree: Category[] = [
  { code: '10000', name: '突发事件', nameEn: 'Emergency', level: 0, parent: null },
  { code: '11000', name: '自然灾害', nameEn: 'Natural disaster', level: 1, parent: '10000' },
  { code: '11B00', name: '气象灾害', nameEn: 'Weather', level: 2, parent: '11000' },
  { code: '11B01', name: '台风', nameEn: 'Typhoon', level: 3, parent: '11B00' },
];

describe('category lines', () => {
  it('name where each code stands and leave the root out', () => {
    const lines = categoryLines(tree, (zh) => zh);
    expect(lines.map((line) => [line.key, line.path, line.depth])).toEqual([
      ['11000', '', 0],
      ['11B00', '自然灾害', 1],
      ['11B01', '自然灾害 › 气象灾害', 2],
    ]);
    expect(lines[2]).toMatchObject({ name: '台风', title: '台风 11B01', note: '11B01', words: '台风 11B01 Typhoon' });
  });

  it('say names and places in English and keep the Chinese name for its initials', () => {
    const [, , typhoon] = categoryLines(tree, (_, en) => en);
    expect(typhoon).toMatchObject({ name: 'Typhoon', title: 'Typhoon 11B01', path: 'Natural disaster › Weather', chinese: '台风' });
  });
});
