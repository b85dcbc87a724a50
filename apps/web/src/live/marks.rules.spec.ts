import { addMarks, confirmMarks, nextMarks } from './marks.rules.js';

const rows = (mailboxId: number, count: number) => Array.from({ length: count }, (_, index) => ({ mailboxId, seq: index + 1 }));

describe('delivered marks', () => {
  it('repeats what is not confirmed, and each seq once', () => {
    const open = addMarks(addMarks(new Map(), rows(1, 2)), rows(1, 3));
    expect(nextMarks(open)).toEqual({ marks: [{ mailboxId: 1, seqs: [1, 2, 3] }] });
    expect(nextMarks(open)).toEqual(nextMarks(open));
  });

  it('keeps what came while a message was under way', () => {
    const open = addMarks(new Map(), rows(1, 2));
    const sent = nextMarks(open)!;
    const later = addMarks(open, [{ mailboxId: 1, seq: 3 }]);
    expect(nextMarks(confirmMarks(later, sent))).toEqual({ marks: [{ mailboxId: 1, seqs: [3] }] });
  });

  it('ends when all is confirmed', () => {
    const open = addMarks(new Map(), rows(1, 2));
    expect(nextMarks(confirmMarks(open, nextMarks(open)!))).toBeNull();
  });

  it('keeps to the limits of one message', () => {
    const open = addMarks(
      addMarks(new Map(), rows(1, 1500)),
      Array.from({ length: 250 }, (_, index) => ({ mailboxId: index + 2, seq: 1 })),
    );
    const batch = nextMarks(open)!;
    expect(batch.marks).toHaveLength(200);
    expect(batch.marks[0]!.seqs).toHaveLength(1000);
    expect(batch.marks[0]!.seqs[999]).toBe(1000);
  });
});
