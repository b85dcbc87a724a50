import enConsole from './en/console.js';
import enAssignment from './en/assignment.js';
import enBehalf from './en/behalf.js';
import enConsoleWhistle from './en/console-whistle.js';
import enGridReport from './en/grid-report.js';
import enScore from './en/score.js';
import enStationedReview from './en/stationed-review.js';
import enDesk from './en/desk.js';
import enReport from './en/information-report.js';
import enKit from './en/kit.js';
import enSession from './en/session.js';
import enSignIn from './en/sign-in.js';
import enWarning from './en/warning.js';
import enWhistle from './en/whistle.js';
import zhConsole from './zh-CN/console.js';
import zhAssignment from './zh-CN/assignment.js';
import zhBehalf from './zh-CN/behalf.js';
import zhConsoleWhistle from './zh-CN/console-whistle.js';
import zhGridReport from './zh-CN/grid-report.js';
import zhScore from './zh-CN/score.js';
import zhStationedReview from './zh-CN/stationed-review.js';
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
  ['assignments', zhAssignment, enAssignment],
  ['what is recorded on behalf', zhBehalf, enBehalf],
  ['whistles in the console', zhConsoleWhistle, enConsoleWhistle],
  ['grid reports', zhGridReport, enGridReport],
  ['scores', zhScore, enScore],
  ['the sheets of stationed people', zhStationedReview, enStationedReview],
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
