import type { MailboxRow } from '#contracts/mailbox.js';
import { climbedByResponse, endedCauses, rowsOfEnded } from './digest.rules.js';

const row = (given: Partial<MailboxRow>) =>
  ({
    kind: 'digest',
    cause: 'activation',
    mailboxId: 1,
    seq: 1,
    activationId: 'a',
    incidentTitle: '台风',
    exercise: false,
    at: '2024-09-14T04:00:00Z',
    taskIds: ['1'],
    ...given,
  }) as MailboxRow;

describe('what climbed to a desk', () => {
  it('is told once per response, each task once, with the latest time', () => {
    const climbed = climbedByResponse([
      row({ seq: 1, taskIds: ['1', '2'] }),
      row({ seq: 2, taskIds: ['2', '3'], at: '2024-09-14T04:05:00Z' }),
      row({ seq: 3, taskIds: null, at: '2024-09-14T04:01:00Z' }),
    ]);
    expect(climbed).toHaveLength(1);
    expect(climbed[0]).toMatchObject({ taskIds: ['1', '2', '3'], at: '2024-09-14T04:05:00Z' });
    expect(climbed[0]!.rows).toHaveLength(3);
  });

  it('puts real before drill, then the latest, and leaves out what is no digest', () => {
    const climbed = climbedByResponse([
      row({ activationId: 'drill', exercise: true, at: '2024-09-14T09:00:00Z' }),
      row({ activationId: 'old' }),
      row({ activationId: 'new', at: '2024-09-14T05:00:00Z' }),
      row({ activationId: 'ended', kind: 'end' }),
      row({ activationId: 'to be ruled on', taskIds: [] }),
    ]);
    expect(climbed.map((one) => one.activationId)).toEqual(['new', 'old', 'drill']);
  });

  it('is over with its whistle, where the same mailbox was told; a response may go on elsewhere', () => {
    const whistle = { cause: 'whistle', activationId: 'w' } as const;
    const rows = [
      row({ ...whistle, seq: 1 }),
      row({ ...whistle, seq: 2, kind: 'end' }),
      row({ ...whistle, activationId: 'again', seq: 4 }),
      row({ ...whistle, activationId: 'again', seq: 3, kind: 'end' }),
      row({ ...whistle, activationId: 'other', seq: 1 }),
      row({ ...whistle, activationId: 'other', seq: 2, mailboxId: 2, kind: 'end' }),
      row({ activationId: 'response', seq: 1 }),
      row({ activationId: 'response', seq: 2, kind: 'end' }),
    ];
    expect(climbedByResponse(rows).map((one) => one.activationId)).toEqual(['again', 'other', 'response']);
    expect(endedCauses(rows).map((one) => one.activationId)).toEqual(['w', 'again', 'other', 'response']);
    // What was put away with its end does not climb again.
    expect(rowsOfEnded(rows, ['w'])).toEqual(rows.slice(0, 2));
    expect(rowsOfEnded(rows, ['response'])).toEqual(rows.slice(7));
  });
});
