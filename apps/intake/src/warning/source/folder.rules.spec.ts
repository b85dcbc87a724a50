import { steadyFiles } from './folder.rules.js';

const file = (name: string, size = 10, changedMs = 1) => ({ name, size, changedMs });

it('a file is read when it has stood unchanged for a second, and not before', () => {
  const first = steadyFiles([file('a'), file('b')], new Map(), 5_000);
  expect(first.steady).toEqual([]);
  const second = steadyFiles([file('a'), file('b', 20), file('c')], first.looks, 5_999);
  expect(second.steady).toEqual([]);
  const third = steadyFiles([file('a'), file('b', 20, 2), file('c')], second.looks, 6_998);
  expect(third.steady).toEqual(['a']);
  const fourth = steadyFiles([file('b', 20, 2), file('c')], third.looks, 7_998);
  expect(fourth.steady).toEqual(['b', 'c']);
  expect([...fourth.looks.keys()]).toEqual(['b', 'c']);
});
