import type { MailboxRow } from '#contracts/mailbox.js';
import { Ledger } from './ledger.js';
import type { PlannedWhistle } from './night-plan.rules.js';

const plan = (title: string): PlannedWhistle =>
  ({ title, unitId: 'leyu', leadOrgId: 'water', assists: [{ orgId: 'power' }] }) as unknown as PlannedWhistle;
const row = (change: Partial<MailboxRow>): MailboxRow =>
  ({
    kind: 'task',
    cause: 'whistle',
    activationId: 'w1',
    taskId: 't1',
    taskIds: null,
    title: '内涝 M-1',
    orgId: 'water',
    ...change,
  }) as unknown as MailboxRow;

describe('what is known of a night', () => {
  let ledger: Ledger;
  beforeEach(() => {
    ledger = new Ledger([plan('内涝 M-1'), plan('内涝 M-2')]);
  });

  it('is who was asked: lead and assisting, and whoever was called since', () => {
    expect(ledger.noteBlown('w1', plan('内涝 M-1'))).toBe(true);
    expect(ledger.noteBlown('w1', plan('内涝 M-1'))).toBe(false);
    ledger.noteAsked('w1', ['gas']);
    expect(ledger.blownWhistles).toEqual([{ whistleId: 'w1', unitId: 'leyu', title: '内涝 M-1', asked: ['water', 'power', 'gas'] }]);
  });

  it('takes a whistle whose town was never answered for its own, once', () => {
    expect(ledger.adopt('w1', '内涝 M-1')).toBe(true);
    expect(ledger.adopt('w2', '内涝 M-1')).toBe(false);
    expect(ledger.adopt('w3', '别人的哨')).toBe(false);
    expect(ledger.whistleIds).toEqual(['w1']);
  });

  it('keeps the rows of this night alone, also those that came before the answer', () => {
    ledger.noteRow(row({}), 'water');
    ledger.noteRow(row({ title: '别的' }), 'water');
    ledger.noteRow(row({ cause: 'activation' }), 'water');
    ledger.adopt('w2', '内涝 M-2');
    ledger.noteRow(row({ kind: 'digest', title: '升级催办', activationId: 'w2', taskIds: ['t2'], taskId: null }), 'water');
    expect(ledger.receipts.map(({ kind, whistleId, taskIds }) => [kind, whistleId, taskIds])).toEqual([
      ['task', 'w1', []],
      ['digest', 'w2', ['t2']],
    ]);
  });

  it('keeps what a desk was told of a whistle before its town was answered that it is blown', () => {
    ledger.noteRow(row({ kind: 'digest', title: '升级催办', activationId: 'w2', taskIds: ['t2'], taskId: null }), 'water');
    ledger.noteRow(row({ title: '核查后关闭：内涝 M-2', activationId: 'w2', taskId: 'check' }), 'leyu:town-centre');
    expect(ledger.receipts).toEqual([]);
    ledger.noteBlown('w2', plan('内涝 M-2'));
    expect(ledger.receipts.map(({ desk, taskId, taskIds }) => [desk, taskId, taskIds])).toEqual([
      ['water', null, ['t2']],
      ['leyu:town-centre', 'check', []],
    ]);
  });

  it('says which desks heard what is not theirs', () => {
    for (const desk of ['leyu', 'water', 'daxin']) ledger.noteBell('w1', desk);
    ledger.noteBell('of another night', 'daxin');
    expect(ledger.overheardBy((id) => (id === 'w1' ? new Set(['leyu', 'water']) : undefined))).toEqual(['daxin w1']);
  });
});
