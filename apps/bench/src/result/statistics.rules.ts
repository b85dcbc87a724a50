/** What several measurements of one thing come to. `spread` is (largest − smallest) / median. */
export type Spread = { median: number; min: number; max: number; spread: number };

/** Sums up measurements, of which there is at least one. */
export function spreadOf(values: readonly number[]): Spread {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const median = medianOf(values);
  return { median, min, max, spread: median === 0 ? 0 : (max - min) / median };
}

/** The middle of the values, or of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of each number under the same name in several records. */
export function medianOfEach<Name extends string>(records: readonly Record<Name, number>[]): Record<Name, number> {
  const names = Object.keys(records[0] ?? {}) as Name[];
  return Object.fromEntries(names.map((name) => [name, medianOf(records.map((record) => record[name]))])) as Record<Name, number>;
}
