import type { Activation } from '#contracts/activation.js';
import { advanceStart, asksTwice, confirmMilliseconds, isLocked, provesNothingWentOut, type StartState } from './start.machine.js';

const idle: StartState = { at: 'idle' };
const press = (level: 'III' | 'II', now = 1_000, complete = true) => ({ type: 'pressed', now, requestId: 'r1', level, complete }) as const;
const activation = { id: 'a1' } as Activation;
const failure = { code: 'already-active', words: 'x', correlationId: null };

describe('the start button', () => {
  it('locks before the request leaves, and a second press changes nothing', () => {
    const sending = advanceStart(idle, press('III'));
    expect(sending).toEqual({ at: 'sending', requestId: 'r1', since: 1_000 });
    expect(advanceStart(sending, { ...press('III', 1_001), requestId: 'r2' })).toBe(sending);
    expect(isLocked(sending)).toBe(true);
  });

  it('does not leave while something is missing', () => {
    expect(advanceStart(idle, press('III', 0, false))).toBe(idle);
  });

  it('asks twice at Ⅰ and Ⅱ only, within its time', () => {
    expect(['IV', 'III', 'II', 'I'].map((level) => asksTwice(level as 'I'))).toEqual([false, false, true, true]);
    const armed = advanceStart(idle, press('II'));
    expect(armed).toEqual({ at: 'confirm', until: 1_000 + confirmMilliseconds });
    expect(advanceStart(armed, press('II', 2_000)).at).toBe('sending');
    expect(advanceStart(armed, press('II', 9_000)).at).toBe('confirm');
    expect(advanceStart(armed, { type: 'passed', now: 8_999 })).toBe(armed);
    expect(advanceStart(armed, { type: 'passed', now: 9_000 })).toEqual(idle);
  });

  it('disarms when the composition is edited, but never unlocks', () => {
    expect(advanceStart(advanceStart(idle, press('II')), { type: 'edited' })).toEqual(idle);
    const unknown: StartState = { at: 'unknown', requestId: 'r1', since: 1, asked: 1 };
    expect(advanceStart(unknown, { type: 'edited' })).toBe(unknown);
  });

  it('stays locked on silence with the same request id until an answer comes', () => {
    const once = advanceStart(advanceStart(idle, press('III')), { type: 'silent' });
    const twice = advanceStart(once, { type: 'silent' });
    expect(twice).toEqual({ at: 'unknown', requestId: 'r1', since: 1_000, asked: 2 });
    expect(advanceStart(twice, press('III', 5_000))).toBe(twice);
    expect(advanceStart(twice, { type: 'accepted', activation })).toEqual({ at: 'started', requestId: 'r1', activation });
    expect(advanceStart(twice, { type: 'refused', failure })).toEqual({ at: 'failed', requestId: 'r1', failure });
  });

  it('may be pressed again after a refusal, and never after a start', () => {
    const failed: StartState = { at: 'failed', requestId: 'r1', failure };
    expect(advanceStart(failed, press('III')).at).toBe('sending');
    const started: StartState = { at: 'started', requestId: 'r1', activation };
    expect(advanceStart(started, press('III'))).toBe(started);
    expect(advanceStart(started, { type: 'refused', failure })).toBe(started);
  });

  it.each([
    [200, false, false],
    [400, true, true],
    [401, true, false],
    [409, true, true],
    [429, true, false],
    [500, false, false],
    [503, false, false],
  ])('status %i proves that nothing went out: %s at first, %s after silence', (status, atFirst, afterSilence) => {
    expect(provesNothingWentOut(status, false)).toBe(atFirst);
    expect(provesNothingWentOut(status, true)).toBe(afterSilence);
  });
});
