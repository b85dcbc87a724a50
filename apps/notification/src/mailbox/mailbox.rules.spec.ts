import { parseCursors } from './mailbox.rules.js';

describe('cursors in the query', () => {
  it.each<[string, [number, number][]]>([
    ['', []],
    ['12:5', [[12, 5]]],
    [
      '12:5,13:0',
      [
        [12, 5],
        [13, 0],
      ],
    ],
    ['12:5,12:9', [[12, 9]]],
  ])('%j', (after, cursors) => {
    expect([...parseCursors(after)]).toEqual(cursors);
  });
});
