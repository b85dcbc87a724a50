/** One size, composed several times. */
export type Timed = { orgs: number; rows: number; ms: readonly number[] };

/** What came of a size: the median of its times, and what one org of it costs, by the fastest of them: a busy machine only adds. */
export type ComposeResult = { orgs: number; rows: number; medianMs: number; minMs: number; maxMs: number; nsPerOrg: number };

/** Up to this quotient of the dearest and the cheapest org, growth counts as linear: caches and the garbage collector take their part. */
export const linearUpTo = 2;

/** Sums up the times of one size. */
export function resultOf({ orgs, rows, ms }: Timed): ComposeResult {
  const sorted = [...ms].sort((one, other) => one - other);
  const [minMs, medianMs, maxMs] = [sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
  return { orgs, rows, medianMs, minMs, maxMs, nsPerOrg: (minMs * 1e6) / orgs };
}

/** How much more an org costs where it costs most than where it costs least, and whether that is linear growth. */
export function growthOf(results: readonly ComposeResult[]): { ratio: number; linear: boolean } {
  const costs = results.map((result) => result.nsPerOrg);
  const ratio = Math.max(...costs) / Math.min(...costs);
  return { ratio, linear: ratio <= linearUpTo };
}

/** The Markdown table, a line per size. */
export function tableOf(results: readonly ComposeResult[]): string {
  const count = (value: number): string => Math.round(value).toLocaleString('en-US');
  const lines = results.map(
    ({ orgs, rows, medianMs, minMs, maxMs, nsPerOrg }) =>
      `| ${count(orgs)} | ${count(rows)} | ${medianMs.toFixed(1)} (${minMs.toFixed(1)}–${maxMs.toFixed(1)}) | ${count(nsPerOrg)} |`,
  );
  return ['| orgs | rows | ms | ns per org |', '| ---: | ---: | ---: | ---: |', ...lines].join('\n');
}
