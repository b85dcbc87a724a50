import type { KindLimits } from '#contracts/whistle-rules.js';
import type { CallClocks } from './whistle-raise.rules.js';
import { earlier, isRaise, nextLeg, raisedClocks } from './whistle-raise.rules.js';

const at = new Date('2026-11-23T08:00:00+08:00');
const minutes = (value: number): Date => new Date(at.getTime() + value * 60_000);
const emergency: KindLimits = {
  acknowledge: { value: 5, unit: 'minutes' },
  arrive: { value: 30, unit: 'minutes' },
  firstFeedback: { value: 60, unit: 'minutes' },
  thenEvery: { value: 60, unit: 'minutes' },
  close: { value: 4, unit: 'hours' },
};
const everyday: CallClocks = {
  state: 'issued',
  role: 'lead',
  notes: 0,
  acknowledgeDueAt: minutes(240),
  arriveDueAt: minutes(900),
  feedbackDueAt: null,
  finishDueAt: minutes(3_000),
};

describe('raising a whistle', () => {
  it('goes up the kinds only', () => {
    expect(isRaise('everyday', 'emergency')).toBe(true);
    expect(isRaise('enforcement', 'key-work')).toBe(true);
    expect(isRaise('emergency', 'emergency')).toBe(false);
    expect(isRaise('key-work', 'everyday')).toBe(false);
  });

  it('runs the new limits from now on all clocks of a lead', () => {
    expect(raisedClocks(everyday, emergency, at)).toMatchObject({
      acknowledgeDueAt: minutes(5),
      arriveDueAt: minutes(30),
      feedbackDueAt: minutes(60),
      finishDueAt: minutes(240),
    });
  });

  it('never loosens a clock that runs, not even one that is over time', () => {
    const urgent = { ...everyday, acknowledgeDueAt: minutes(-3), arriveDueAt: minutes(20), finishDueAt: minutes(60) };
    expect(raisedClocks(urgent, emergency, at)).toMatchObject({
      acknowledgeDueAt: minutes(-3),
      arriveDueAt: minutes(20),
      finishDueAt: minutes(60),
    });
  });

  it('leaves what is done as it was, and asks nothing new of those who assist', () => {
    const arrived = { ...everyday, state: 'arrived' as const, acknowledgeDueAt: minutes(240), notes: 1 };
    expect(raisedClocks(arrived, emergency, at)).toMatchObject({
      acknowledgeDueAt: minutes(240),
      arriveDueAt: minutes(900),
      feedbackDueAt: minutes(60),
    });
    const assisting = { ...everyday, role: 'assist' as const, finishDueAt: null };
    expect(raisedClocks(assisting, emergency, at)).toMatchObject({ acknowledgeDueAt: minutes(5), feedbackDueAt: null, finishDueAt: null });
  });

  it('says what is asked for next', () => {
    expect(nextLeg(everyday)).toBe('acknowledge');
    expect(nextLeg({ ...everyday, state: 'acknowledged' })).toBe('arrive');
    expect(nextLeg({ ...everyday, state: 'arrived' })).toBe('finish');
    expect(nextLeg({ ...everyday, state: 'arrived', feedbackDueAt: at })).toBe('feedback');
    expect(earlier(null, at)).toBe(at);
    expect(earlier(at, minutes(1))).toBe(at);
  });
});
