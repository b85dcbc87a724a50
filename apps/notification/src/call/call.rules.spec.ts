import type { TaskState } from '#contracts/task.js';
import type { Said } from '../mailbox/mailbox-row.js';
import { byUrgency, decideCall, sayCall } from './call.rules.js';

const now = new Date('2024-09-15T06:15:00Z');
const policy = { calls: 3, callEveryMs: 100_000 };
const next = new Date('2024-09-15T06:16:40Z');

describe('what follows a call that nobody answered', () => {
  it.each<[TaskState, number, object]>([
    ['issued', 1, { next: 'call', call: 2, nextCallAt: next }],
    ['issued', 2, { next: 'call', call: 3, nextCallAt: next }],
    ['issued', 3, { next: 'not-reached' }],
    ['issued', 4, { next: 'not-reached' }],
    ['acknowledged', 1, { next: 'none' }],
    ['declined', 3, { next: 'none' }],
    ['done', 3, { next: 'none' }],
    ['cancelled', 2, { next: 'none' }],
  ])('%s after %i calls: %j', (state, calls, decision) => {
    expect(decideCall({ state, calls }, now, policy)).toEqual(decision);
  });
});

describe('the words of a call', () => {
  const said = (title: string): Said => ({ incidentTitle: '台风', level: 'III', title, titleEn: `${title} (en)` });

  it('names one task by its title, several by the most urgent and how many', () => {
    expect(sayCall([{ taskId: 'a', said: said('转移') }])).toMatchObject({ title: '转移', titleEn: '转移 (en)', taskIds: ['a'] });
    const several = sayCall(['a', 'b', 'c'].map((taskId) => ({ taskId, said: said(`任务 ${taskId}`) })));
    expect(several).toMatchObject({ title: '任务 a 等 3 项', titleEn: '任务 a (en) and 2 more', taskIds: ['a', 'b', 'c'] });
  });

  it('puts the earliest acknowledge limit first, what has none last', () => {
    const at = (time: string | null, seq: number) => ({ acknowledgeDueAt: time === null ? null : new Date(time), seq });
    const tasks = [at(null, 1), at('2024-09-15T07:00:00Z', 3), at('2024-09-15T06:30:00Z', 4), at('2024-09-15T07:00:00Z', 2)];
    expect(tasks.sort(byUrgency).map(({ seq }) => seq)).toEqual([4, 2, 3, 1]);
  });
});
