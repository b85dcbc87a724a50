import type { BlowOrder } from './lanes.messages.js';

/** A matter whose whistles are emergencies. */
const matterId = 'waterlogging';

/** The whistles of a round: towns in turn, a lead and one that assists, departments in turn, each with a title of its own. */
export function composeWhistles(
  count: number,
  { unitIds, departmentIds }: { unitIds: readonly string[]; departmentIds: readonly string[] },
  round: number,
): BlowOrder[] {
  return Array.from({ length: count }, (_, index) => ({
    unitId: unitIds[index % unitIds.length]!,
    title: `基准测试 ${round}-${index + 1}`,
    matterId,
    orgIds: [departmentIds[(2 * index) % departmentIds.length]!, departmentIds[(2 * index + 1) % departmentIds.length]!],
  }));
}
