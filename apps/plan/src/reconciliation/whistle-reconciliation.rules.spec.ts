import type { AuditedCall, AuditedWhistle } from './whistle-reconciliation.rules.js';
import { reconcileWhistles } from './whistle-reconciliation.rules.js';

const aCall = (overrides: Partial<AuditedCall> = {}): AuditedCall => ({
  taskId: 't',
  responsible: true,
  replaced: false,
  state: 'issued',
  clock: true,
  fresh: false,
  rows: 1,
  ownRows: 1,
  ...overrides,
});
const aWhistle = (calls: AuditedCall[], state: AuditedWhistle['state'] = 'blown'): AuditedWhistle => ({
  id: 'w',
  state,
  townClock: state === 'finished' || state === 'offered',
  calls,
});
const clean = { unowned: [], clockless: [], lost: [], doubled: [], clean: true };

describe('the proof that no whistle is lost', () => {
  const assisting = aCall({ taskId: 'a', responsible: false, clock: false });
  const table: [string, AuditedWhistle, object][] = [
    ['one owner, one clock, one row each', aWhistle([aCall(), assisting]), clean],
    ['nobody has it', aWhistle([aCall({ responsible: false })]), { unowned: ['w'], clean: false }],
    ['two have it', aWhistle([aCall(), aCall({ taskId: 'b' })]), { unowned: ['w'], clean: false }],
    ['who has it was taken back', aWhistle([aCall({ state: 'cancelled' })]), { unowned: ['w'], clockless: [], clean: false }],
    ['who has it owes nothing by any moment', aWhistle([aCall({ clock: false })]), { unowned: [], clockless: ['w'], clean: false }],
    ['the town must look at it', aWhistle([aCall({ state: 'done', clock: false })], 'finished'), clean],
    [
      'the town may forget to look',
      { ...aWhistle([aCall({ state: 'done', clock: false })], 'finished'), townClock: false },
      { clockless: ['w'], clean: false },
    ],
    ['closed, all calls over', aWhistle([aCall({ state: 'done', clock: false })], 'closed'), { ...clean, open: 0, closed: 1 }],
    ['a call without a row', aWhistle([aCall({ ownRows: 0, rows: 0 })]), { lost: ['t'], clean: false }],
    ['a call whose row is on the way', aWhistle([aCall({ ownRows: 0, rows: 0, fresh: true })]), clean],
    ['a row in another mailbox only', aWhistle([aCall({ ownRows: 0, rows: 1 })]), { lost: ['t'], doubled: [], clean: false }],
    ['a call with two rows', aWhistle([aCall({ rows: 2 })]), { doubled: ['t'], clean: false }],
  ];
  it.each([
    ['an offer that the town must answer by a moment', true, clean],
    ['an offer that the town may forget', false, { clockless: ['w'], clean: false }],
  ])('%s', (_what, townClock, expected) =>
    expect(reconcileWhistles([{ ...aWhistle([], 'offered'), townClock }])).toMatchObject({ blown: 0, open: 0, ...expected }),
  );
  it.each(table)('%s', (_what, whistle, expected) => expect(reconcileWhistles([whistle])).toMatchObject({ blown: 1, ...expected }));
});
