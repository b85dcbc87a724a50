import type { Activation } from '#contracts/activation.js';
import type { ResponseLevel } from '#contracts/scales.js';

/** How long a Ⅰ or Ⅱ waits for the second press. It can be armed again, so nobody is raced by it. */
export const confirmMilliseconds = 8_000;

/** Why nothing went out: the refusal as the service said it. */
export type StartFailure = { code: string; words: string; correlationId: string | null };

/**
 * Where the start button is. `incomplete` and `ready` are not kept: they follow from what is missing while the button is `idle`.
 * `sending` and `unknown` are locked; only an answer of the service leaves them.
 */
export type StartState =
  | { at: 'idle' }
  | { at: 'confirm'; until: number }
  | { at: 'sending'; requestId: string; since: number }
  | { at: 'unknown'; requestId: string; since: number; asked: number }
  | { at: 'started'; requestId: string; activation: Activation }
  | { at: 'failed'; requestId: string; failure: StartFailure };

export type StartEvent =
  | { type: 'pressed'; now: number; requestId: string; level: ResponseLevel; complete: boolean }
  | { type: 'passed'; now: number }
  | { type: 'edited' }
  | { type: 'accepted'; activation: Activation }
  | { type: 'refused'; failure: StartFailure }
  | { type: 'silent' }
  | { type: 'resumed'; requestId: string; since: number };

/** Whether this level asks for a second press. */
export function asksTwice(level: ResponseLevel): boolean {
  return level === 'I' || level === 'II';
}

/** Whether the composition must not be touched: a request is out and its fate is not known. */
export function isLocked(state: StartState): boolean {
  return state.at === 'sending' || state.at === 'unknown' || state.at === 'started';
}

function pressed(state: StartState, event: Extract<StartEvent, { type: 'pressed' }>): StartState {
  if (isLocked(state) || !event.complete) return state;
  const armed = state.at === 'confirm' && event.now < state.until;
  if (asksTwice(event.level) && !armed) return { at: 'confirm', until: event.now + confirmMilliseconds };
  return { at: 'sending', requestId: event.requestId, since: event.now };
}

/** The next state of the start button. A press while locked changes nothing, and an answer counts only while one is awaited. */
export function advanceStart(state: StartState, event: StartEvent): StartState {
  const awaiting = state.at === 'sending' || state.at === 'unknown' ? state : null;
  switch (event.type) {
    case 'pressed':
      return pressed(state, event);
    case 'passed':
      return state.at === 'confirm' && event.now >= state.until ? { at: 'idle' } : state;
    case 'edited':
      return isLocked(state) ? state : { at: 'idle' };
    case 'accepted':
      return awaiting ? { at: 'started', requestId: awaiting.requestId, activation: event.activation } : state;
    case 'refused':
      return awaiting ? { at: 'failed', requestId: awaiting.requestId, failure: event.failure } : state;
    case 'silent': {
      if (!awaiting) return state;
      const asked = awaiting.at === 'unknown' ? awaiting.asked + 1 : 1;
      return { at: 'unknown', requestId: awaiting.requestId, since: awaiting.since, asked };
    }
    case 'resumed':
      return state.at === 'idle' ? { at: 'unknown', requestId: event.requestId, since: event.since, asked: 0 } : state;
  }
}

/**
 * What an answer's status proves. The first refusal (4xx) comes before anything is written, so nothing went out; no answer and 5xx prove
 * nothing. When an earlier ask stayed unanswered, a refusal at the edge (401, 403, 408, 413, 429) speaks of this ask only and proves nothing.
 */
export function provesNothingWentOut(status: number, askedBefore: boolean): boolean {
  return askedBefore ? [400, 404, 409].includes(status) : status >= 400 && status < 500;
}
