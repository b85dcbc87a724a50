import { copyLine } from './copy.rules.js';

describe('a line of COPY', () => {
  it.each([
    [['a', 1, true, false, null], 'a\t1\tt\tf\t\\N\n'],
    [['tab\there', 'back\\slash', 'new\nline'], 'tab\\there\tback\\\\slash\tnew\\nline\n'],
    [['{"a":"\\n"}'], '{"a":"\\\\n"}\n'],
  ])('%j', (values, line) => {
    expect(copyLine(values)).toBe(line);
  });
});
