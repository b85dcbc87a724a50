import { resolve } from 'node:path';
import { InvalidSetting, parseEnvironment } from './environment.js';
import { warningEnvironment, warningSettingsOf } from './warning-settings.js';

const settings = (variables: NodeJS.ProcessEnv) => warningSettingsOf(parseEnvironment(warningEnvironment, variables));

it.each<[NodeJS.ProcessEnv, object]>([
  [{}, { folder: null, feeds: [], feedSeconds: 60 }],
  [
    { MUSTER_WARNING_FOLDER: ' ', MUSTER_WARNING_FEEDS: '', MUSTER_WARNING_FEED_SECONDS: '10' },
    { folder: null, feeds: [], feedSeconds: 10 },
  ],
  [
    { MUSTER_WARNING_FOLDER: 'in', MUSTER_WARNING_FEEDS: 'https://a.example/cap, http://b.example:81/x?y=1,https://a.example/cap' },
    { folder: resolve('in'), feeds: ['https://a.example/cap', 'http://b.example:81/x?y=1'], feedSeconds: 60 },
  ],
])('%j', (variables, expected) => {
  expect(settings(variables)).toEqual(expected);
});

it.each([
  { MUSTER_WARNING_FEEDS: 'file:///etc/passwd' },
  { MUSTER_WARNING_FEEDS: 'a.example' },
  { MUSTER_WARNING_FEED_SECONDS: '9' },
  { MUSTER_WARNING_FEED_SECONDS: 'often' },
])('%j is refused by name', (variables) => {
  expect(() => settings(variables)).toThrow(InvalidSetting);
});
