import type { RefusalCode } from '#contracts/problem.js';
import type { WhistleState } from '#contracts/whistle.js';
import type { Tap } from '../task/task.rules.js';
import type { WhistlePatch } from './whistle-acts.rules.js';
import type { CallFacts } from './whistle.rules.js';
import { endedStates } from './whistle.rules.js';

type Followed = {
  state: WhistleState;
  acknowledgedAt: Date | null;
  onSceneAt: Date | null;
  firstFeedbackAt: Date | null;
};

/** What a whistle refuses of the taps on its calls; null: the task's own table decides. */
export function refusalOfTap(
  whistle: { state: WhistleState },
  call: Pick<CallFacts, 'replaced' | 'tookOver'>,
  tap: Tap,
): RefusalCode | null {
  if (endedStates.includes(whistle.state)) return 'whistle-not-open';
  if (call.replaced) return 'call-over';
  // Its acknowledgement has moved the responsibility; that cannot be undone by a tap.
  if (tap === 'take-back' && call.tookOver) return 'task-followed';
  return null;
}

/** What follows for the whistle from a tap that changed a call. Whoever assists changes nothing but the scene board. */
export function followTap(
  whistle: Followed,
  call: Pick<CallFacts, 'responsible' | 'replacing'>,
  tap: Tap,
  at: Date,
): { patch: WhistlePatch; takesOver: boolean } {
  const nothing = { patch: {}, takesOver: false };
  if (call.replacing && tap === 'acknowledge') return { patch: acknowledged(whistle, at), takesOver: true };
  if (!call.responsible) return nothing;
  switch (tap) {
    case 'acknowledge':
      return { patch: acknowledged(whistle, at), takesOver: false };
    case 'take-back':
      return { patch: { state: 'blown', acknowledgedAt: null }, takesOver: false };
    case 'arrive':
      return { patch: { state: 'on-scene', ...(whistle.onSceneAt ? {} : { onSceneAt: at }) }, takesOver: false };
    case 'note':
      return { patch: whistle.firstFeedbackAt ? {} : { firstFeedbackAt: at }, takesOver: false };
    case 'finish':
      // What was done is done: nobody has to settle any more whose duty it was.
      return { patch: { state: 'finished', finishedAt: at, question: null, rulingDueAt: null, reassignAsked: null }, takesOver: false };
    default:
      return nothing;
  }
}

function acknowledged(whistle: Followed, at: Date): WhistlePatch {
  return {
    ...(whistle.state === 'blown' ? { state: 'acknowledged' as const } : {}),
    ...(whistle.acknowledgedAt ? {} : { acknowledgedAt: at }),
  };
}
