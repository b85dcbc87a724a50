import type { Moments } from './stages.queries.js';

/** What the path of a click is divided into, in its order; a stage ends when its last row has passed it. */
export const stages = [
  ['click', 'the click is sent → it is answered: composed, frozen and committed with its events'],
  ['relay', '→ the last part is given to the bus by the relay of plan'],
  ['issue', '→ dispatch has taken up the last part (the start of the transaction that writes its tasks)'],
  ['announce', '→ the last tasks are committed, and given to the bus by the relay of dispatch'],
  ['mailbox', '→ notification has taken up the last tasks (the start of the transaction that writes their mailbox rows)'],
  ['push', '→ the last row is committed, read and given to its socket'],
  ['delivered', '→ the last desk has said that it has its row, and this has arrived'],
  ['marked', '→ the last mark is committed, and its desk has been told so'],
  ['reconciliation', '→ the reconciliation is read, and clean'],
] as const;
export type Stage = (typeof stages)[number][0];

/** When stages began and ended, in milliseconds from the click; `ms` is what each adds to the one before. They overlap, so that `ms` adds up to the whole. */
export type StageTimes = Record<Stage, { fromMs: number; untilMs: number; ms: number }>;

/** What the bench itself saw, in epoch milliseconds. */
export type Seen = { clickedAt: number; answeredAt: number; firstConfirmedAt: number; confirmedAt: number; reconciledAt: number };

/** Puts what the rows say and what the bench saw in one line. */
export function stageTimes(seen: Seen, moments: Moments): StageTimes {
  const spans: Record<Stage, { from: number; until: number }> = {
    click: { from: seen.clickedAt, until: seen.answeredAt },
    relay: moments.relayed,
    issue: moments.issued,
    announce: moments.announced,
    mailbox: moments.written,
    push: moments.pushed,
    delivered: moments.delivered,
    marked: { from: seen.firstConfirmedAt, until: seen.confirmedAt },
    reconciliation: { from: seen.confirmedAt, until: seen.reconciledAt },
  };
  let before = 0;
  return Object.fromEntries(
    stages.map(([stage]) => {
      const fromMs = spans[stage].from - seen.clickedAt;
      const untilMs = Math.max(before, spans[stage].until - seen.clickedAt);
      const ms = untilMs - before;
      before = untilMs;
      return [stage, { fromMs, untilMs, ms }];
    }),
  ) as StageTimes;
}
