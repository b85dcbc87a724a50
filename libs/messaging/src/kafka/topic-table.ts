import type { events } from '#contracts/events.js';

/** Where copies of dead letters go. */
export const deadLetterTopic = 'muster.dead-letter';

/** Every topic: one per noun of the contracts, and that of the dead letters. */
export type Topic = (typeof events)[keyof typeof events]['topic'] | typeof deadLetterTopic;

/**
 * Every topic with its number of partitions. It is fixed: with another one, keys would change their partition and events overtake each other.
 * What is keyed by activation and unit has 16, so that one large activation spreads over many consumers.
 */
export const topicPartitions: Readonly<Record<Topic, number>> = {
  'muster.incident': 4,
  'muster.activation': 16,
  'muster.task': 16,
  'muster.whistle': 16,
  'muster.dead-letter': 1,
};

/** How long Kafka keeps events: as long as the outboxes, and shorter than the inboxes (90 days), or a replay would take effect twice. */
export const retentionDays = 30;
