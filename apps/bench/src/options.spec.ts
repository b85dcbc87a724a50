import { nameOf, readOptions } from './options.js';

describe('what is measured', () => {
  it.each([
    [[], ['points-1000']],
    [['--points', '5000'], ['points-5000']],
    [
      ['--points', '1000,19500', '--city'],
      ['points-1000', 'points-19500', 'city'],
    ],
    [['--city'], ['city']],
    [['--cluster'], ['city']],
    [['--cluster', '--points', '1000'], ['city']],
  ])('%j', (words, subjects) => {
    expect(readOptions(words).subjects.map(nameOf)).toEqual(subjects);
  });

  it('is whistles, and nothing besides', () => {
    expect(readOptions(['--whistles', '400'])).toMatchObject({ whistles: 400, subjects: [] });
    expect(readOptions([]).whistles).toBeNull();
  });

  it('takes five rounds unless it is told otherwise', () => {
    expect(readOptions([]).rounds).toBe(5);
    expect(readOptions(['--rounds', '2', '--json', 'out.json'])).toMatchObject({ rounds: 2, json: 'out.json' });
  });

  it.each([
    [['--points', 'many']],
    [['--points', '10']],
    [['--rounds', '0']],
    [['--speed', '9']],
    [['--whistles', '0']],
    [['--whistles', '9', '--city']],
  ])('refuses %j', (words) => {
    expect(() => readOptions(words)).toThrow();
  });
});
