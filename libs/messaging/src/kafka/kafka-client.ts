import { Logger } from '@nestjs/common';
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaConfig, LogEntry, RetryOptions, SASLOptions } from 'kafkajs';

/** How to reach a Kafka. `prefix` stands before the names of all topics and groups, so that several platforms may share one Kafka. */
export type KafkaConnection = {
  brokers: readonly string[];
  prefix?: string;
  clientId?: string;
  ssl?: KafkaConfig['ssl'];
  sasl?: SASLOptions;
};

/**
 * Tries of one request inside the client: enough for a new leader or a dropped connection, over in about 2 s. What lasts longer is an outage, which
 * the relay and the subscription wait out themselves, with a fresh connection each time (kafkajs's own waits grow to 30 s).
 */
export const briefRetry: RetryOptions = { initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2, retries: 3 };

/** Opens nothing yet: producers, consumers and admins of it connect by themselves. Requests are given up after 6 s. */
export function kafkaClient(connection: KafkaConnection): Kafka {
  return new Kafka({
    brokers: [...connection.brokers],
    clientId: connection.clientId ?? 'muster',
    ...(connection.ssl === undefined ? {} : { ssl: connection.ssl }),
    ...(connection.sasl === undefined ? {} : { sasl: connection.sasl }),
    connectionTimeout: 3_000,
    authenticationTimeout: 6_000,
    requestTimeout: 6_000,
    retry: briefRetry,
    logLevel: logLevel.WARN,
    logCreator: () => sayQuietly,
  });
}

const logger = new Logger('kafka');

/**
 * kafkajs says ERROR for what is routine (a rebalance, each try of a connection). Here that is a detail: whoever waits for Kafka says so
 * once. Only a position that Kafka no longer has is worth a warning, because events may have been deleted unread.
 */
function sayQuietly({ namespace, log }: LogEntry): void {
  const line = `${namespace}: ${log.message}${typeof log.error === 'string' ? `: ${log.error}` : ''}`;
  if (log.message.startsWith('Offset out of range')) logger.warn(line);
  else logger.debug(line);
}
