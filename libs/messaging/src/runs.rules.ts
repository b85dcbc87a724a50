/** The largest number of events that a handler gets at once: a chunk takes well under 2 s, and a batch of 500 is 3 chunks. */
export const maximumRun = 200;

/**
 * Puts records into runs of one type, so that a handler gets many at once. Runs are handled one after the other. Records of one key keep
 * their order: a record joins an earlier run of its type only if nothing of its key stands in a later run.
 */
export function runsOf<Item extends { type: string; key: string }>(items: readonly Item[], maximum = maximumRun): Item[][] {
  const runs: Item[][] = [];
  const runOfType = new Map<string, number>();
  const runOfKey = new Map<string, number>();
  for (const item of items) {
    let index = runOfType.get(item.type);
    if (index === undefined || index < (runOfKey.get(item.key) ?? 0) || (runs[index]?.length ?? 0) >= maximum) {
      index = runs.push([]) - 1;
      runOfType.set(item.type, index);
    }
    runs[index]?.push(item);
    runOfKey.set(item.key, index);
  }
  return runs;
}

/** Neighbours that were caused by the same click, in order: each group is handled under its own correlation id. */
export function byCorrelation<Item extends { envelope: { correlationid: string } }>(items: readonly Item[]): Item[][] {
  const groups: Item[][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last?.[0]?.envelope.correlationid === item.envelope.correlationid) last.push(item);
    else groups.push([item]);
  }
  return groups;
}
