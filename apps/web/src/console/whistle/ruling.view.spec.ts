import type { TimelineEntry } from '#contracts/task.js';
import { aCall, aWhistle } from '../../whistle/testing/a-whistle.js';
import { bothSides } from './ruling.view.js';

const entry = (what: string, facts: Record<string, unknown>, at = '2026-11-23T12:00:00Z'): TimelineEntry => ({
  at,
  what,
  by: { kind: 'person', id: 'p1', name: '李丁' },
  facts,
  correlationId: 'c1',
});

describe('what both sides said before a ruling', () => {
  it('is told in their order, with the whistle’s own words first and the return code', () => {
    const whistle = aWhistle({ needed: '来人堵漏', calls: [aCall({ orgId: 'water-bureau', orgName: '市水务局' })] });
    const said = bothSides(whistle, [
      entry('whistle.blown', {}),
      entry('task.acknowledged', {}),
      entry('whistle.returned', { orgId: 'water-bureau', code: 'not-our-duty', words: '是市政管网' }),
      entry('whistle.disputed', { words: '清单第 16 条写着水务' }),
    ]);
    expect(said).toEqual([
      expect.objectContaining({ side: 'town', by: '南丰镇', words: '来人堵漏' }),
      expect.objectContaining({ side: 'department', by: '市水务局', code: 'not-our-duty', words: '是市政管网' }),
      expect.objectContaining({ side: 'town', words: '清单第 16 条写着水务' }),
    ]);
  });
});
