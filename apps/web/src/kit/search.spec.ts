import { find, rankOf } from './search.js';

const village = { words: '老圩村 双山香山', initials: 'lwcssxs' };

describe('finding', () => {
  it.each([
    ['老圩', 0],
    ['lwc', 1],
    ['双山', 2],
    ['ssxs', 3],
    ['村 老圩', 2],
    ['LWC', 1],
    ['庙港', null],
  ])('%s ranks %s', (typed, rank) => {
    expect(rankOf(village, typed)).toBe(rank);
  });

  it('answers the best first and no more than asked', () => {
    const things = [{ words: '南丰镇', initials: 'nfz' }, { words: '农丰村', initials: 'nfc' }, { words: 'nf' }];
    expect(find(things, 'nf', 2).map((thing) => thing.words)).toEqual(['nf', '南丰镇']);
    expect(find(things, '', 9)).toHaveLength(3);
  });

  it('works before the initials are loaded', () => {
    expect(rankOf({ words: '老圩村' }, 'lwc')).toBeNull();
  });
});
