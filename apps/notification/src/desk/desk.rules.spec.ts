import { isSameOrigin } from './desk.rules.js';

describe('the origin of a page', () => {
  it.each<[string | undefined, boolean]>([
    [undefined, true],
    ['http://muster.local:3000', true],
    ['https://muster.local:3000', true],
    ['http://muster.local', false],
    ['https://elsewhere.example', false],
    ['null', false],
    ['', false],
  ])('%s', (origin, same) => {
    expect(isSameOrigin({ headers: { origin, host: 'muster.local:3000' } })).toBe(same);
  });
});
