import { mostInFlight, orderOf } from './instance.rules.js';

const now = 100_000;
const one = (url: string, state: { awayUntil?: number; inFlight?: number } = {}) => ({ url, awayUntil: 0, inFlight: 0, ...state });
const urls = (...parameters: Parameters<typeof orderOf>): string =>
  orderOf(...parameters)
    .map((instance) => instance.url)
    .join('');

describe('the order in which instances are tried', () => {
  it.each([
    ['begins with the turn', [one('a'), one('b'), one('c')], 1, 'bca'],
    ['goes round', [one('a'), one('b')], 7, 'ba'],
    ['passes over who is away', [one('a', { awayUntil: now + 1 }), one('b')], 0, 'ba'],
    ['takes back who was away', [one('a', { awayUntil: now }), one('b')], 0, 'ab'],
    [
      'tries the one first that has been away longest, if all are',
      [one('a', { awayUntil: now + 2 }), one('b', { awayUntil: now + 1 })],
      0,
      'ba',
    ],
    ['leaves out who has its hands full', [one('a', { inFlight: mostInFlight }), one('b')], 0, 'b'],
    ['of none', [], 3, ''],
  ])('%s', (_, instances, turn, order) => {
    expect(urls(instances, turn, now)).toBe(order);
  });
});
