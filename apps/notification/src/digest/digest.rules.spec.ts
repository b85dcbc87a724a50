import { mergeDigest, sayDigest } from './digest.rules.js';

describe('a digest for a superior', () => {
  it.each<[string[], string[], string[], string[]]>([
    [[], [], ['a', 'b'], ['a', 'b']],
    [['a', 'b'], ['b', 'c'], ['c'], ['b', 'c']],
    [['a'], [], ['b'], ['b']],
    [['a'], ['a'], ['a', 'a'], ['a']],
  ])('former %j, still unanswered %j, new %j: %j', (former, stillIssued, escalated, merged) => {
    expect(mergeDigest(former, new Set(stillIssued), escalated)).toEqual(merged);
  });

  it('says how many, in both languages', () => {
    const response = { incidentTitle: '台风', level: 'III' as const };
    expect(sayDigest(response, ['a'])).toMatchObject({
      title: '升级催办：1 项任务超时未签收',
      titleEn: 'Escalated: 1 task was not acknowledged in time',
    });
    expect(sayDigest(response, ['a', 'b'])).toMatchObject({
      titleEn: 'Escalated: 2 tasks were not acknowledged in time',
      taskIds: ['a', 'b'],
    });
  });
});
