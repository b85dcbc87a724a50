import type { KnownMessage } from './admission.rules.js';
import { admitMessage } from './admission.rules.js';
import type { CapMessage } from './cap/cap.rules.js';
import type { Reference } from './cap/references.rules.js';
import { meantBy, readReferences } from './cap/references.rules.js';

const message = (said: Partial<CapMessage> = {}): CapMessage => ({
  profile: 'cap-1.2',
  identifier: 'm',
  sender: 's',
  sentAt: '2024-09-14T18:00:00+08:00',
  status: 'Actual',
  msgType: 'Update',
  references: [],
  info: null,
  digest: 'd',
  lines: { identifier: 2, references: 8, status: 5 },
  ...said,
});
const known = (identifier: string, warningId: string, said: Partial<KnownMessage> = {}): KnownMessage => ({
  id: identifier,
  warningId,
  sender: 's',
  identifier,
  exercise: false,
  door: 'feed',
  digest: 'd',
  ...said,
});
const to = (...identifiers: string[]): Reference[] => identifiers.map((identifier) => ({ sender: 's', identifier }));
const nothing = { same: null, referred: [], awaiting: [] };

it.each<[string, CapMessage, Partial<Parameters<typeof admitMessage>[2]>, string[]]>([
  ['a message that stands alone is a new warning', message(), {}, []],
  ['one that refers to nothing that is here is a new warning, and remembers', message({ references: to('x') }), {}, []],
  ['one that refers joins', message({ references: to('a') }), { referred: [known('a', 'w1')] }, ['w1']],
  [
    'one that refers to two warnings makes them one',
    message({ references: to('b', 'a') }),
    { referred: [known('a', 'w1'), known('b', 'w2')] },
    ['w1', 'w2'],
  ],
  ['one that was waited for joins who waited', message({ msgType: 'Alert' }), { awaiting: [known('u', 'w3')] }, ['w3']],
  [
    'a real one that only a drill waited for stands alone',
    message({ msgType: 'Alert' }),
    { awaiting: [known('u', 'w3', { exercise: true })] },
    [],
  ],
  [
    'an Ack joins one alone',
    message({ msgType: 'Ack', references: to('a', 'b') }),
    { referred: [known('a', 'w2'), known('b', 'w1')] },
    ['w1'],
  ],
  [
    'an Ack may answer what was issued here',
    message({ msgType: 'Ack', references: to('a') }),
    { referred: [known('a', 'w1', { door: 'issued' })] },
    ['w1'],
  ],
  ['a test joins a drill', message({ status: 'Test', references: to('a') }), { referred: [known('a', 'w1', { exercise: true })] }, ['w1']],
])('%s', (_, said, here, warningIds) => {
  expect(admitMessage(said, 'feed', { ...nothing, ...here })).toEqual({ ok: true, repeats: null, warningIds });
});

it('the same again is a repeat, by whatever door', () => {
  const same = known('m', 'w1');
  expect(admitMessage(message(), 'upload', { ...nothing, same })).toEqual({ ok: true, repeats: same, warningIds: [] });
});

it.each<[string, CapMessage, Partial<Parameters<typeof admitMessage>[2]>, string, string, RegExp]>([
  [
    'another content under the same identifier',
    message({ digest: 'e' }),
    { same: known('m', 'w1') },
    'identifier-reused',
    'alert.identifier',
    /^Line 2/,
  ],
  ['an Ack of nothing', message({ msgType: 'Ack' }), {}, 'invalid-cap', 'alert.references', /^Line 8/],
  ['an Error of something unknown', message({ msgType: 'Error', references: to('x') }), {}, 'invalid-cap', 'alert.references', /^Line 8/],
  [
    'a drill that changes a real warning',
    message({ status: 'Exercise', references: to('a') }),
    { referred: [known('a', 'w1')] },
    'exercise-differs',
    'alert.status',
    /^Line 5/,
  ],
  [
    'a real message that changes a drill',
    message({ references: to('a') }),
    { referred: [known('a', 'w1', { exercise: true })] },
    'exercise-differs',
    'alert.status',
    /^Line 5/,
  ],
  [
    'one that would join a drill and a real warning',
    message({ references: to('a', 'b') }),
    { referred: [known('a', 'w1'), known('b', 'w2', { exercise: true })] },
    'exercise-differs',
    'alert.status',
    /./,
  ],
  [
    'one that changes what was issued here',
    message({ references: to('a') }),
    { referred: [known('a', 'w1', { door: 'issued' })] },
    'invalid-cap',
    'alert.references',
    /issued here/,
  ],
])('%s is refused with its line', (_, said, here, refusal, field, reasonEn) => {
  expect(admitMessage(said, 'upload', { ...nothing, ...here })).toMatchObject({
    ok: false,
    refusal,
    fields: [{ field, reason: expect.stringMatching(/^第 \d 行：/) as string, reasonEn: expect.stringMatching(reasonEn) as string }],
  });
});

describe('references', () => {
  it.each<[string, boolean, Reference[]]>([
    ['', false, []],
    ['a@b,1,2024-09-14T18:00:00+08:00', false, [{ sender: 'a@b', identifier: '1' }]],
    [
      'a@b,1,wrong\n  a@b,2,2024 a@b,1,x',
      false,
      [
        { sender: 'a@b', identifier: '1' },
        { sender: 'a@b', identifier: '2' },
      ],
    ],
    [
      '1 a@b,,x',
      false,
      [
        { sender: null, identifier: '1' },
        { sender: null, identifier: 'a@b' },
      ],
    ],
    ['1,2，3；4 5', true, ['1', '2', '3', '4', '5'].map((identifier) => ({ sender: null, identifier }))],
    ['x'.repeat(301), true, []],
  ])('%j', (text, national, references) => {
    expect(readReferences(text, national)).toEqual(references);
  });

  it.each<[string, Reference, string[]]>([
    ['sender and identifier', { sender: 's', identifier: '1' }, ['s/1']],
    ['another sender', { sender: 'q', identifier: '1' }, []],
    ['no sender: of the same office', { sender: null, identifier: '1' }, ['s/1']],
    ['no sender: the only one', { sender: null, identifier: '2' }, ['t/2']],
    ['no sender: nobody can say which', { sender: null, identifier: '3' }, []],
  ])('mean by %s', (_, reference, found) => {
    const here = ['s/1', 't/1', 't/2', 't/3', 'u/3'].map((each) => ({ sender: each[0]!, identifier: each[2]! }));
    expect(meantBy(reference, 's', here).map(({ sender, identifier }) => `${sender}/${identifier}`)).toEqual(found);
  });
});
