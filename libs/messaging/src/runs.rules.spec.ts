import { byCorrelation, runsOf } from './runs.rules.js';

const item = (name: string) => ({ key: name[0] as string, type: name[1] as string, name });
const shape = (names: string, maximum?: number) =>
  runsOf(names.split(' ').map(item), maximum).map((run) => run.map((each) => each.name).join(' '));

describe('runsOf', () => {
  const cases: [what: string, names: string, runs: string[]][] = [
    ['one type is one run', 'a1x b1x a1y', ['a1x b1x a1y']],
    ['two types of one key keep their order', 'a1 a2 a1', ['a1', 'a2', 'a1']],
    ['another key joins the earlier run of its type', 'a1 a2 b1 b2', ['a1 b1', 'a2 b2']],
    ['a key does not overtake itself', 'a1 a2 b1 a1', ['a1 b1', 'a2', 'a1']],
    ['a later run of the type is joined, not the first one', 'a1 a2 a1x b1 a1y', ['a1', 'a2', 'a1x b1 a1y']],
  ];
  it.each(cases)('%s', (_, names, runs) => {
    expect(shape(names)).toEqual(runs);
  });

  it('starts another run when one is full', () => {
    expect(shape('a1 b1 c1 d1 e1', 2)).toEqual(['a1 b1', 'c1 d1', 'e1']);
  });

  it('keeps the order of every key for any mix', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    const items = Array.from({ length: 2_000 }, (_, nth) => ({ key: `k${random(9)}`, type: `t${random(4)}`, nth }));
    const flat = runsOf(items, 50).flat();
    expect(flat).toHaveLength(items.length);
    for (const key of new Set(items.map((each) => each.key))) {
      const order = flat.filter((each) => each.key === key).map((each) => each.nth);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
  });
});

describe('byCorrelation', () => {
  it('parts neighbours of different clicks and keeps the order', () => {
    const of = (correlationid: string, nth: number) => ({ envelope: { correlationid }, nth });
    const groups = byCorrelation([of('x', 1), of('x', 2), of('y', 3), of('x', 4)]);
    expect(groups.map((group) => group.map((each) => each.nth))).toEqual([[1, 2], [3], [4]]);
  });
});
