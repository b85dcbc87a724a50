import type { Tap } from '../task/task.rules.js';
import { taps } from '../task/task.rules.js';
import { followTap, refusalOfTap } from './whistle-taps.rules.js';
import { endedStates } from './whistle.rules.js';

const at = new Date('2026-11-23T08:00:00+08:00');
const blown = { state: 'blown' as const, acknowledgedAt: null, onSceneAt: null, firstFeedbackAt: null };
const lead = { responsible: true, replacing: false };

describe('what a whistle says to the taps on its calls', () => {
  it('refuses all of them once it is over, and on a call that was replaced', () => {
    for (const tap of taps) {
      for (const state of endedStates) expect(refusalOfTap({ state }, { replaced: false, tookOver: false }, tap)).toBe('whistle-not-open');
      expect(refusalOfTap({ state: 'on-scene' }, { replaced: true, tookOver: false }, tap)).toBe('call-over');
      expect(refusalOfTap({ state: 'on-scene' }, { replaced: false, tookOver: false }, tap)).toBeNull();
    }
  });

  it('lets nobody take back the acknowledgement by which it took over', () => {
    expect(refusalOfTap({ state: 'acknowledged' }, { replaced: false, tookOver: true }, 'take-back')).toBe('task-followed');
    expect(refusalOfTap({ state: 'acknowledged' }, { replaced: false, tookOver: true }, 'note')).toBeNull();
  });
});

describe('what follows from a tap', () => {
  const table: [string, typeof lead, Tap, object, boolean][] = [
    ['the lead has it', lead, 'acknowledge', { state: 'acknowledged', acknowledgedAt: at }, false],
    ['the lead takes it back', lead, 'take-back', { state: 'blown', acknowledgedAt: null }, false],
    ['the lead is there', lead, 'arrive', { state: 'on-scene', onSceneAt: at }, false],
    ['the lead says what it did', lead, 'note', { firstFeedbackAt: at }, false],
    [
      'the lead is done',
      lead,
      'finish',
      { state: 'finished', finishedAt: at, question: null, rulingDueAt: null, reassignAsked: null },
      false,
    ],
    ['another lead has it', { responsible: false, replacing: true }, 'acknowledge', { state: 'acknowledged', acknowledgedAt: at }, true],
    ['an assisting department has it', { responsible: false, replacing: false }, 'acknowledge', {}, false],
    ['an assisting department is done', { responsible: false, replacing: false }, 'finish', {}, false],
    ['the lead gives it to another post', lead, 'hand-over', {}, false],
  ];
  it.each(table)('%s', (_what, call, tap, patch, takesOver) => expect(followTap(blown, call, tap, at)).toEqual({ patch, takesOver }));

  it('never sets back what was reached before', () => {
    const earlier = new Date('2026-11-23T07:00:00+08:00');
    const onScene = { state: 'on-scene' as const, acknowledgedAt: earlier, onSceneAt: earlier, firstFeedbackAt: earlier };
    expect(followTap(onScene, { responsible: false, replacing: true }, 'acknowledge', at).patch).toEqual({});
    expect(followTap(onScene, lead, 'arrive', at).patch).toEqual({ state: 'on-scene' });
    expect(followTap(onScene, lead, 'note', at).patch).toEqual({});
  });
});
