import type { MailboxRow } from '#contracts/mailbox.js';
import { climbedByResponse } from './digest.rules.js';

const row = (given: Partial<MailboxRow>) =>
  ({
    kind: 'digest',
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
});
