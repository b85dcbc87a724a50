import { startKafka } from '../local-kafka.js';
import { startRedis } from '../local-redis.js';

// A process for tests to kill: it starts the server that it is told of in the folder that it is told of, and says its process id.
const [what, folder = ''] = process.argv.slice(2);
const server = what === 'kafka' ? await startKafka({ folder }) : await startRedis({ folder });
process.stdout.write(`${server.pid}\n`);
setInterval(() => undefined, 60_000);
