const tooLarge = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);
const lostMembership = new Set([
  'REBALANCE_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
]);

/** Whether Kafka refused a send for its size. */
export function isTooLarge(error: unknown): boolean {
  return typesOf(error).some((type) => tooLarge.has(type));
}

/** Whether a member must join its group again: its partitions may belong to another one now. */
export function isMembershipLost(error: unknown): boolean {
  return typesOf(error).some((type) => lostMembership.has(type));
}

/** Whether a topic does not exist. */
export function isTopicMissing(error: unknown): boolean {
  return typesOf(error).includes('UNKNOWN_TOPIC_OR_PARTITION');
}

/** Kafka's names of the error and of what caused it: kafkajs wraps them, sometimes twice. */
function typesOf(error: unknown): string[] {
  const types: string[] = [];
  let at: unknown = error;
  for (let depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth += 1) {
    const { type, cause } = at as { type?: unknown; cause?: unknown };
    if (typeof type === 'string') types.push(type);
    at = cause;
  }
  return types;
}
