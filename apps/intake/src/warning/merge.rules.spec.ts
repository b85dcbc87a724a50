import type { MessageFacts } from './warning-facts.rules.js';
import type { Merging } from './merge.rules.js';
import { mergeMessages } from './merge.rules.js';

let made = 0;
const facts = (headline: string, units: string[] | null = ['leyu'], lifted = false): MessageFacts => ({
  issuedBy: '气象台',
  event: '台风',
  category: null,
  colour: lifted ? null : 'blue',
  hazard: '台风',
  headline,
  description: '',
  instruction: '',
  urgency: 'Unknown',
  certainty: 'Unknown',
  lifted,
  effectiveAt: null,
  onsetAt: null,
  expiresAt: null,
  area: {
    said: units !== null,
    description: units?.join() ?? '',
    reach: units?.length ? 'ours' : 'unplaced',
    units: (units ?? []).map((unitId) => ({ unitId, name: unitId, by: 'geocode', facts: {} })),
    position: null,
  },
});

/** A message called `identifier`, sent so many minutes after six. */
const message = (identifier: string, msgType: Merging['msgType'], minutes: number, said: Partial<Merging> = {}): Merging => ({
  id: `0190a5d0-0000-7000-8000-${String((made += 1)).padStart(12, '0')}`,
  sender: 'observatory',
  identifier,
  msgType,
  profile: 'cap-1.2',
  status: 'Actual',
  sentAt: new Date(Date.UTC(2024, 8, 14, 10, minutes)),
  receivedAt: new Date(Date.UTC(2024, 8, 14, 11, made)),
  refersTo: [],
  facts: facts(identifier),
  ...said,
});
const to = (...identifiers: string[]) => ({ refersTo: identifiers.map((identifier) => ({ sender: 'observatory', identifier })) });

/** Every order in which the messages may have come. */
function orders<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, at) => orders(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]));
}

it.each<[string, Merging[], string, string, boolean]>([
  ['an Alert alone', [message('a', 'Alert', 0)], 'a', 'a', false],
  ['an Update', [message('a', 'Alert', 0), message('b', 'Update', 9, to('a'))], 'b', 'b', false],
  ['two Updates', [message('a', 'Alert', 0), message('b', 'Update', 9, to('a')), message('c', 'Update', 5, to('a'))], 'b', 'b', false],
  ['an Update sent in the same minute', [message('z', 'Alert', 0), message('b', 'Update', 0, to('z'))], 'b', 'b', false],
  ['two Alerts of one minute, the later refers', [message('z', 'Alert', 0, to('b')), message('b', 'Alert', 0)], 'z', 'z', false],
  ['a Cancel and an Update of one minute', [message('z', 'Update', 0), message('b', 'Cancel', 0)], 'b', 'b', true],
  ['a Cancel without words', [message('a', 'Alert', 0), message('c', 'Cancel', 9, { ...to('a'), facts: null })], 'a', 'c', true],
  [
    'an Update after the Cancel',
    [message('a', 'Alert', 0), message('c', 'Cancel', 5, to('a')), message('b', 'Update', 9, to('a'))],
    'b',
    'b',
    false,
  ],
  ['a headline that lifts', [message('a', 'Alert', 0), message('b', 'Update', 9, { facts: facts('b', ['leyu'], true) })], 'b', 'b', true],
  ['an Ack', [message('a', 'Alert', 0), message('k', 'Ack', 9, to('a'))], 'a', 'a', false],
  ['an Error', [message('a', 'Alert', 0), message('k', 'Error', 9, { ...to('a'), facts: null })], 'a', 'a', false],
])('%s, in whatever order they came: %s words hold, %s is newest', (_, messages, holds, latest, cancelled) => {
  for (const order of orders(messages)) {
    const merged = mergeMessages(order);
    expect(merged.held.identifier).toBe(holds);
    expect(messages.find(({ id }) => id === merged.latestId)!.identifier).toBe(latest);
    expect(merged.cancelled).toBe(cancelled);
  }
});

it('a message without an area leaves the former one; who was once warned stays informed', () => {
  const [first, second, third] = [
    message('a', 'Alert', 0, { facts: facts('a', ['leyu', 'yangshe']) }),
    message('b', 'Update', 5, { facts: facts('b', ['leyu']) }),
    message('c', 'Cancel', 9, { facts: facts('c', null, true) }),
  ] as const;
  const merged = mergeMessages([first, second, third]);
  expect(merged.held).toMatchObject({ headline: 'c', area: { reach: 'ours', units: [{ unitId: 'leyu' }] } });
  expect(merged.unitIds).toEqual(['leyu', 'yangshe']);
});

it('a Cancel of something unknown is remembered without words', () => {
  expect(mergeMessages([message('c', 'Cancel', 0, { facts: null })])).toMatchObject({
    cancelled: true,
    unitIds: [],
    held: { headline: '', issuedBy: 'observatory', area: { reach: 'unplaced' } },
  });
});

it('answers alone are no warning', () => {
  expect(() => mergeMessages([message('k', 'Ack', 0)])).toThrow(RangeError);
});
