import { missingIn } from './tap-form.rules.js';

const said = { note: '', count: '', postId: '' };

describe('what a tap must still say', () => {
  it.each([
    ['a finished task without words', 'finish', [], said, null],
    ['one that asks for words', 'finish', ['text'], said, 'note'],
    ['one that asks for a count', 'finish', ['count'], said, 'count'],
    ['a count that is none', 'finish', ['count'], { ...said, count: '七' }, 'count'],
    ['a count of nobody', 'finish', ['count'], { ...said, count: '0' }, null],
    ['a note', 'note', [], { ...said, note: '  ' }, 'note'],
    ['a hand-over to nobody', 'hand-over', [], { ...said, note: '他在现场' }, 'post'],
    ['a hand-over without a reason', 'hand-over', [], { ...said, postId: 'village-secretary' }, 'note'],
    ['a task that goes back', 'decline', [], { ...said, note: '路不通' }, null],
  ] as const)('%s', (_, verb, evidenceKinds, typed, missing) => {
    expect(missingIn(verb, { evidenceKinds: [...evidenceKinds] }, typed)).toBe(missing);
  });
});
