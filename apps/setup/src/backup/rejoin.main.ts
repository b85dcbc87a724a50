import { runMain } from '#process/run-main.js';
import { step } from '#process/screen.js';
import { readRejoinConfig } from '../config.js';
import { rejoin } from './rejoin.js';

// npm run rejoin: after you have restored the PostgreSQL of a cluster yourself, before its services start.
runMain(async () => {
  const { mailboxes, events } = await rejoin(readRejoinConfig().adminUrl);
  step(
    `${mailboxes} 个信箱换了号，${events} 个事件会重新发布；Kafka 用空的主题`,
    `${mailboxes} mailboxes have new numbers, ${events} events are published again; Kafka begins with empty topics`,
  );
});
