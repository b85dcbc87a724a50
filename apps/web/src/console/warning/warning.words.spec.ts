import en from '../../words/en/warning.js';
import zh from '../../words/zh-CN/warning.js';

type Words = { [key: string]: string | Words };

function leaves(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}
const slots = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
const inEnglish = new Map(leaves(en));

describe('the words of warnings', () => {
  it('are complete in both languages', () => {
    expect([...inEnglish.keys()].sort()).toEqual(
      leaves(zh)
        .map(([key]) => key)
        .sort(),
    );
  });

  it.each(leaves(zh))('%s fills the same slots in both languages', (key, text) => {
    expect(slots(inEnglish.get(key) ?? '')).toEqual(slots(text));
  });
});
