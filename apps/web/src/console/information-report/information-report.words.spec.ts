import en from '../../words/en/information-report.js';
import zh from '../../words/zh-CN/information-report.js';

type Words = { [key: string]: string | Words };

function leaves(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}
const slots = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

it('the words of information reports are complete in both languages, with the same slots', () => {
  const slotsOf = (words: Words) => Object.fromEntries(leaves(words).map(([key, text]) => [key, slots(text)]));
  expect(slotsOf(en)).toEqual(slotsOf(zh));
});
