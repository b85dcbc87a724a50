import { events } from '#contracts/events.js';
import { defaultRetention } from '../retention.js';
import { retentionDays, topicPartitions } from './topic-table.js';

describe('the topics', () => {
  it('are all that the contracts name, and the one of dead letters', () => {
    const named = new Set<string>(Object.values(events).map(({ topic }) => topic));
    expect(new Set(Object.keys(topicPartitions))).toEqual(named.add('muster.dead-letter'));
  });

  it('forget before the inboxes do: a redelivery after that would take effect twice', () => {
    expect(retentionDays).toBeLessThan(defaultRetention.inboxDays);
    expect(retentionDays).toBeGreaterThanOrEqual(defaultRetention.outboxDays);
  });
});
