import { levelCells, stepLevel } from './level-picker.view.js';

const floor = { level: 'III', activationId: 'a1' } as const;

describe('the level picker', () => {
  it('shows what the chosen level adds up, and hatches what lies below the floor', () => {
    expect(levelCells('II', floor)).toEqual([
      { level: 'IV', chosen: false, adds: true, forbidden: true },
      { level: 'III', chosen: false, adds: true, forbidden: false },
      { level: 'II', chosen: true, adds: false, forbidden: false },
      { level: 'I', chosen: false, adds: false, forbidden: false },
    ]);
  });

  it.each([
    ['III', 1, null, 'II'],
    ['I', 1, null, 'I'],
    ['IV', -1, null, 'IV'],
    ['III', -1, floor, 'III'],
    [null, 1, floor, 'III'],
    [null, 1, null, 'IV'],
  ] as const)('from %s by %i with floor %j it goes to %s', (from, direction, below, to) => {
    expect(stepLevel(from, direction, below)).toBe(to);
  });
});
