import type { CallLine } from '#contracts/call-list.js';
import { figuresOf, filterUnits, type CallFilter } from './call-list.view.js';

const line = (orgName: string, postName: string, personName: string | null, tasks = 1): CallLine => ({
  orgId: orgName,
  orgName,
  postId: postName,
  postName,
  postNameEn: `Post ${postName}`,
  holding: personName === null ? 'vacant' : 'on-duty',
  personName,
  phone: personName === null ? null : '000-1234',
  tasks,
  startNow: 1,
  mostUrgent: { taskNo: 'P01-T01', title: '到岗', titleEn: 'Be at the post' },
});
const units = [
  { unitId: '320582', unitName: '张家港市', lines: [line('应急管理局', '值班长', '赵甲', 4)] },
  { unitId: 'leyu', unitName: '乐余镇', lines: [line('老圩村', '村书记', '钱乙', 3), line('老圩村', '调度员', null, 2)] },
];
const all: CallFilter = { unitId: null, words: '', onlyUnfilled: false };
const found = (filter: Partial<CallFilter>) =>
  filterUnits(units, { ...all, ...filter }).map((unit) => [unit.unitId, unit.lines.map((each) => each.postName)]);

describe('the call list on the page', () => {
  it.each<[string, Partial<CallFilter>, unknown]>([
    [
      'everything',
      {},
      [
        ['320582', ['值班长']],
        ['leyu', ['村书记', '调度员']],
      ],
    ],
    ['one unit', { unitId: 'leyu' }, [['leyu', ['村书记', '调度员']]]],
    ['words of org and person', { words: '老圩 钱乙' }, [['leyu', ['村书记']]]],
    ['words in English', { words: 'post 值班' }, [['320582', ['值班长']]]],
    ['posts with nobody', { onlyUnfilled: true }, [['leyu', ['调度员']]]],
    ['nothing that fits', { words: '庙港' }, []],
  ])('shows %s', (_, filter, shown) => {
    expect(found(filter)).toEqual(shown);
  });

  it('counts what it shows', () => {
    expect(figuresOf(units)).toEqual({ posts: 3, tasks: 9, unfilled: 1 });
    expect(figuresOf(filterUnits(units, { ...all, unitId: '320582' }))).toEqual({ posts: 1, tasks: 4, unfilled: 0 });
    expect(figuresOf([])).toEqual({ posts: 0, tasks: 0, unfilled: 0 });
  });
});
