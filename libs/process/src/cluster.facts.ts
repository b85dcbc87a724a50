import type { KafkaBus } from '#messaging/kafka/kafka-bus.js';
import { BullAlarmClock } from '#service-kit/bull-alarm-clock.js';
import type { AlarmClock } from '#service-kit/alarm-clock.js';
import type { Fact } from '#service-kit/facts.js';
import type { ProcessRedis } from '#service-kit/redis.js';

/** What a process of the cluster has to say of its Kafka, its Redis and its bells. */
export function clusterFacts(bus: KafkaBus, redis: ProcessRedis, alarmClock: AlarmClock): Fact[] {
  const consumed = (): number => bus.facts().groups.reduce((sum, group) => sum + group.consumed, 0);
  const oldest = (): number => Math.max(0, ...bus.facts().groups.map((group) => group.oldestSeconds));
  const facts: Fact[] = [
    { name: 'kafka_events_produced', help: 'Events that Kafka has taken from here', kind: 'total', read: () => bus.facts().produced },
    { name: 'kafka_events_consumed', help: 'Events that were read from Kafka here', kind: 'total', read: consumed },
    { name: 'kafka_oldest_in_hand_seconds', help: 'Age of the oldest event in hand', kind: 'now', read: oldest },
    {
      name: 'kafka_healthy',
      help: '0 while a consumer stands still or an event is too large for Kafka',
      kind: 'now',
      read: () => Number(bus.facts().isHealthy),
    },
    { name: 'redis_connected', help: '0 while Redis is away', kind: 'now', read: () => Number(!redis.isAway()) },
  ];
  if (!(alarmClock instanceof BullAlarmClock)) return facts;
  const { counts } = alarmClock;
  return [
    ...facts,
    { name: 'bells_set', help: 'Bells set in Redis, so that a deadline is punctual', kind: 'total', read: () => counts.set },
    { name: 'bells_rang', help: 'Bells that rang here', kind: 'total', read: () => counts.rang },
    { name: 'bells_missed', help: 'Bells that could not be set because Redis was away', kind: 'total', read: () => counts.missed },
  ];
}
