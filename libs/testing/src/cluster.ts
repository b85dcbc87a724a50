/** The brokers of this run's Kafka, as a client is given them. Topics are shared by the files of a run: take a prefix of your own. */
export function testKafka(): string[] {
  return told('MUSTER_TEST_KAFKA').split(',');
}

/** The URL of this run's Redis. It is shared by the files of a run: take a prefix of your own, and never flush it. */
export function testRedis(): string {
  return told('MUSTER_TEST_REDIS');
}

function told(name: 'MUSTER_TEST_KAFKA' | 'MUSTER_TEST_REDIS'): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is known in *.cluster.spec.ts only`);
  return value;
}
