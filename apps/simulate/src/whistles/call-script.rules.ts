import type { KindLimits } from '#contracts/whistle-rules.js';
import type { Draw } from '#desk-client/draw.rules.js';
import type { Manner } from './manner.rules.js';
import { limitMs } from './short-limits.rules.js';

/** What a department does about a call, so long after the call came to its desk or after it woke. */
export type Step = { act: 'acknowledge' | 'arrive' | 'note' | 'finish' | 'return' | 'ask-reassign'; afterMs: number };

/** When it is done, as shares of the limits. Feedback is given again and again until it has finished. */
type Pace = { acknowledge: Span; arrive: Span; feedback: Span | null; finishAfterArrive: Span };
type Span = readonly [least: number, most: number];

const inTime: Pace = { acknowledge: [0.1, 0.7], arrive: [0.3, 0.85], feedback: [0.4, 0.85], finishAfterArrive: [0.4, 1.6] };
const paces: Readonly<Record<Manner, Pace>> = {
  prompt: inTime,
  late: { acknowledge: [1.1, 1.9], arrive: [1.05, 1.6], feedback: [1.1, 1.4], finishAfterArrive: [0.4, 1.4] },
  woken: { ...inTime, acknowledge: [0.05, 0.3] },
  phoned: { ...inTime, arrive: [1, 1.5] },
  silent: inTime,
  'stays-away': { ...inTime, arrive: [2.1, 2.4], finishAfterArrive: [0.2, 0.5] },
  'stops-reporting': { ...inTime, feedback: null, finishAfterArrive: [2.4, 3] },
  returns: inTime,
  'asks-reassign': { ...inTime, finishAfterArrive: [1.4, 2] },
};

/**
 * What a department does by itself: who never answers does nothing, who is telephoned goes on from there. The lead alone gives feedback and
 * finishes; whoever assists acknowledges and comes.
 */
export function scriptOf(
  { role, manner }: { role: 'lead' | 'assist'; manner: Manner },
  { limits, returnPercent }: { limits: KindLimits; returnPercent: number },
  draw: Draw,
): Step[] {
  if (manner === 'silent') return [];
  const pace = paces[manner];
  const within = (span: Span, limit: KindLimits['arrive']): number => Math.round(limitMs(limit) * between(span, draw));
  const steps: Step[] = [];
  let acknowledgeMs = within(pace.acknowledge, limits.acknowledge);
  if (manner === 'returns') {
    // Whoever returns a call looks at it at once, because the time for that is short, and goes on with it meanwhile.
    const returnMs = Math.round((within([0.2, 0.5], limits.arrive) * returnPercent) / 100);
    acknowledgeMs = Math.max(acknowledgeMs, 2 * returnMs);
    steps.push({ act: 'return', afterMs: returnMs });
  }
  if (manner !== 'phoned') steps.push({ act: 'acknowledge', afterMs: acknowledgeMs });
  if (manner === 'asks-reassign') steps.push({ act: 'ask-reassign', afterMs: acknowledgeMs + within([0.2, 0.4], limits.acknowledge) });
  const arriveMs = Math.max(acknowledgeMs, within(pace.arrive, limits.arrive));
  steps.push({ act: 'arrive', afterMs: arriveMs });
  if (role === 'assist') return steps;
  const finishMs = arriveMs + within(pace.finishAfterArrive, limits.arrive);
  for (const afterMs of feedbackMoments(pace, limits, finishMs, draw)) steps.push({ act: 'note', afterMs });
  return [...steps, { act: 'finish', afterMs: finishMs } as const].sort((one, other) => one.afterMs - other.afterMs);
}

/** What a department does when its work was sent back: it says what it did, and has finished again. */
export function scriptAfterSendBack(limits: KindLimits, draw: Draw): Step[] {
  const noteMs = Math.round(limitMs(limits.arrive) * between([0.1, 0.3], draw));
  return [
    { act: 'note', afterMs: noteMs },
    { act: 'finish', afterMs: 2 * noteMs },
  ];
}

function feedbackMoments({ feedback }: Pace, { firstFeedback, thenEvery }: KindLimits, untilMs: number, draw: Draw): number[] {
  if (!feedback || !firstFeedback) return [];
  const moments: number[] = [];
  let limit = firstFeedback;
  for (let at = 0; ; limit = thenEvery ?? firstFeedback) {
    at += Math.round(limitMs(limit) * between(feedback, draw));
    if (at >= untilMs) return moments;
    moments.push(at);
  }
}

function between([least, most]: Span, draw: Draw): number {
  return least + (most - least) * draw.part();
}
