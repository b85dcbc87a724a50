import enConsole from './en/console.js';
import enDesk from './en/desk.js';
import enReport from './en/information-report.js';
import enKit from './en/kit.js';
import enSession from './en/session.js';
import enSignIn from './en/sign-in.js';
import enWarning from './en/warning.js';
import enWhistle from './en/whistle.js';
import zhConsole from './zh-CN/console.js';
import zhDesk from './zh-CN/desk.js';
import zhReport from './zh-CN/information-report.js';
import zhKit from './zh-CN/kit.js';
import zhSession from './zh-CN/session.js';
import zhSignIn from './zh-CN/sign-in.js';
import zhWarning from './zh-CN/warning.js';
import zhWhistle from './zh-CN/whistle.js';

type Words = { [key: string]: string | Words };

function leaves(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}
const keys = (words: Words) =>
  leaves(words)
    .map(([key]) => key)
    .sort();
const slots = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe.each<[string, Words, Words]>([
  ['the console', zhConsole, enConsole],
  ['the desks', zhDesk, enDesk],
  ['information reports', zhReport, enReport],
  ['what all pages share', zhKit, enKit],
  ['sessions', zhSession, enSession],
  ['the sign-in', zhSignIn, enSignIn],
  ['warnings', zhWarning, enWarning],
  ['whistles', zhWhistle, enWhistle],
])('the words of %s', (_, zh, en) => {
  const inEnglish = new Map(leaves(en));

  it('are complete in both languages', () => {
    expect(keys(en)).toEqual(keys(zh));
  });

  it.each(leaves(zh))('%s fills the same slots in both languages', (key, text) => {
    expect(slots(inEnglish.get(key) ?? '')).toEqual(slots(text));
  });
});
