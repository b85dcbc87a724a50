/** One process of a service, as the gateway sees it. Times are milliseconds of a monotonic clock. */
export type Instance = {
  readonly url: string;
  /** It is passed over until then; 0 for one that answers. */
  awayUntil: number;
  /** Requests that it has not answered yet. */
  inFlight: number;
};

/** How long an instance that refused is passed over. A check that it passes ends that early. */
export const passOverMs = 5_000;

/** No instance is given more requests than this at once: the next one is refused rather than made to wait without end. */
export const mostInFlight = 1_024;

/**
 * In which order to try the instances of a service: those that answer, beginning with `turn`, then those that were away, longest first,
 * because a service that has just come back should not be refused on old news.
 */
export function orderOf(instances: readonly Instance[], turn: number, now: number): Instance[] {
  const from = instances.length === 0 ? 0 : turn % instances.length;
  const round = [...instances.slice(from), ...instances.slice(0, from)].filter((instance) => instance.inFlight < mostInFlight);
  const away = round.filter((instance) => instance.awayUntil > now);
  return [...round.filter((instance) => instance.awayUntil <= now), ...away.sort((one, other) => one.awayUntil - other.awayUntil)];
}
