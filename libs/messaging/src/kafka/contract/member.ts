import { openDatabase } from '#service-kit/database.module.js';
import { handlersOf } from '../../contract/process.js';
import { pause } from '../../contract/site.js';
import { Consumer } from '../../consumer.js';
import { Relay } from '../../relay.js';
import { KafkaBus } from '../kafka-bus.js';

/** What a member in a process of its own is told. */
export type MemberOptions = { brokers: string[]; prefix: string; planUrl: string; dispatchUrl: string; eachBatchMs: number };

/** A process that can be stopped as a whole: plan's relay, and a consumer of dispatch that takes its time in each transaction. */
async function runMember({ brokers, prefix, planUrl, dispatchUrl, eachBatchMs }: MemberOptions): Promise<void> {
  const bus = new KafkaBus({ brokers, prefix });
  new Relay('plan', planUrl, bus).start();
  const database = await openDatabase(dispatchUrl, 'test-member');
  const handlers = handlersOf('dispatch', { before: () => pause(eachBatchMs) });
  const consumer = new Consumer('dispatch', database, bus, handlers);
  await consumer.start();
  setInterval(() => process.stdout.write(`${consumer.counts.handled}\n`), 100);
}

await runMember(JSON.parse(process.argv[2] ?? '{}') as MemberOptions);
