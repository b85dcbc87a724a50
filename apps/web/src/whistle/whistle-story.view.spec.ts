import { codeWord, saidIn, storyWord, whistleStoryMarks } from './whistle-story.view.js';
import en from '../words/en/whistle.js';
import zh from '../words/zh-CN/whistle.js';

describe('the story of a whistle', () => {
  it('has a word in both languages for each fact that it has a mark for', () => {
    const words = Object.keys(whistleStoryMarks).map((what) => storyWord(what)!);
    expect(words.filter((word) => !(word in zh.story) || !(word in en.story))).toEqual([]);
  });

  it('shows a fact that it has no word for by its own name', () => expect(storyWord('whistle.sung')).toBeNull());

  it.each([
    ['whistle.returned', { words: '不归我们' }, '不归我们'],
    ['task.done', { note: '修好了' }, '修好了'],
    ['whistle.withdrawn', { reason: '吹错了' }, '吹错了'],
    ['task.cancelled', { reason: 'replaced' }, ''],
    ['whistle.blown', { kind: 'emergency' }, ''],
  ])('%s says %j', (what, facts, said) => expect(saidIn(facts, what)).toBe(said));

  it.each([
    [{ code: 'duplicate' }, 'whistle.return.code.duplicate'],
    [{ satisfaction: 'fair' }, 'whistle.satisfaction.fair'],
    [{ kind: 'emergency' }, 'whistle.kind.emergency'],
    [{ words: '好' }, null],
  ])('%j carries the word %s', (facts, word) => expect(codeWord(facts)).toBe(word));
});
