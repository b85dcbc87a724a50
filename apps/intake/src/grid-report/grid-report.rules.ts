import type { gridReportStates } from '#contracts/grid-report.js';
import type { RefusalCode } from '#contracts/problem.js';

export type GridReportState = (typeof gridReportStates)[number];

/** What can happen to a report: the town handles it, departments are called for it, or the call is taken back. */
export type GridReportStep = 'handle' | 'whistle' | 'withdraw-whistle';

type Decision = { ok: true; state: GridReportState; already: boolean } | { ok: false; refusal: RefusalCode };

const to = (state: GridReportState): Decision => ({ ok: true, state, already: false });
const stays = (state: GridReportState): Decision => ({ ok: true, state, already: true });
const refused = (refusal: RefusalCode): Decision => ({ ok: false, refusal });

/** Handling and whistling may overtake each other on their way here: once departments were called, that is what counts. */
const steps: Readonly<Record<GridReportState, Readonly<Record<GridReportStep, Decision>>>> = {
  open: { handle: to('handled'), whistle: to('whistled'), 'withdraw-whistle': stays('open') },
  handled: { handle: stays('handled'), whistle: to('whistled'), 'withdraw-whistle': stays('handled') },
  whistled: { handle: refused('already-whistled'), whistle: to('whistled'), 'withdraw-whistle': to('open') },
};

/** What becomes of a report in this state; `already`: nothing changes. */
export function stepReport(state: GridReportState, step: GridReportStep): Decision {
  return steps[state][step];
}
