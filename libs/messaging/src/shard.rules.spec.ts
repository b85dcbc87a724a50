import { lockNumber, shardOf } from './shard.rules.js';

describe('shardOf', () => {
  it.each([
    ['', 2],
    ['a', 2],
    ['01932a4e-0000-7000-8000-000000000001:leyu', 7],
    ['集结', 15],
  ])('never changes: %s', (key, shard) => {
    expect(shardOf(key)).toBe(shard);
  });

  it('spreads keys that differ at their end', () => {
    const counts = new Array<number>(16).fill(0);
    for (let unit = 0; unit < 1_600; unit += 1) counts[shardOf(`01932a4e-7b5c-7000-8000-000000000001:unit-${unit}`)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(60);
    expect(Math.max(...counts)).toBeLessThan(140);
  });
});

describe('lockNumber', () => {
  it('fits an integer of PostgreSQL and tells services apart', () => {
    const numbers = ['directory', 'intake', 'plan', 'dispatch', 'notification'].map((service) => lockNumber(`muster relay ${service}`));
    expect(new Set(numbers).size).toBe(5);
    for (const number of numbers) expect(number).toBe(number | 0);
  });
});
