export type BarCounts = { tasks: number; delivered: number; acknowledged: number; arrived: number; done: number; notReached: number };
export type BarSegment = { kind: 'done' | 'arrived' | 'acknowledged' | 'delivered' | 'not-reached'; count: number };

/**
 * The segments of a unit bar, furthest first. Counts come cumulative (done is also acknowledged), segments are exclusive; whoever was not
 * reached is taken out of the delivered, because a receipt is not an answer. Empty segments are left out.
 */
export function barSegments(counts: BarCounts): BarSegment[] {
  const arrived = Math.max(counts.arrived, counts.done);
  const acknowledged = Math.max(counts.acknowledged, arrived);
  const delivered = Math.max(counts.delivered, acknowledged);
  const all: BarSegment[] = [
    { kind: 'done', count: counts.done },
    { kind: 'arrived', count: arrived - counts.done },
    { kind: 'acknowledged', count: acknowledged - arrived },
    { kind: 'delivered', count: Math.max(0, Math.min(delivered, counts.tasks) - acknowledged - counts.notReached) },
    { kind: 'not-reached', count: counts.notReached },
  ];
  return all.filter((segment) => segment.count > 0);
}
