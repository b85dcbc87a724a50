import type { KindLimits, WhistleRules } from '#contracts/whistle-rules.js';
import { readDispatchData } from '../dispatch.data.js';
import { callNo, dayOf, legLimitsOf, limitsOf, mayReturnUntil, numberOf, owedCall, owedForWhistle } from './whistle-call.rules.js';

const { rules } = readDispatchData('whistle-rules.json') as { rules: WhistleRules };
const blownAt = new Date('2026-11-23T09:00:00+08:00');
const whistleOf = (kind: 'emergency' | 'enforcement' | 'everyday', limits: KindLimits = limitsOf(rules, kind, null)) => ({
  id: 'w',
  kind,
  title: '积水',
  needed: '泵',
  place: '人民路',
  unitId: 'leyu',
  unitName: '乐余镇',
  exercise: true,
  limits,
  rules,
});

describe('what a call owes', () => {
  it('takes the limits of the kind; the handling limit of the matter goes before its close limit', () => {
    expect(limitsOf(rules, 'everyday', null)).toEqual(rules.kinds.everyday.limits);
    expect(limitsOf(rules, 'everyday', { value: 2, unit: 'hours' })).toEqual({
      ...rules.kinds.everyday.limits,
      close: { value: 2, unit: 'hours' },
    });
  });

  it('has feedback and an end for the lead alone', () => {
    const limits = limitsOf(rules, 'emergency', { value: 4, unit: 'hours' });
    expect(legLimitsOf(limits, 'lead')).toEqual({
      acknowledge: { value: 5, unit: 'minutes' },
      arrive: { value: 30, unit: 'minutes' },
      feedback: { value: 60, unit: 'minutes' },
      feedbackEvery: { value: 60, unit: 'minutes' },
      finish: { value: 4, unit: 'hours' },
    });
    expect(legLimitsOf(limits, 'assist')).toEqual({ acknowledge: { value: 5, unit: 'minutes' }, arrive: { value: 30, unit: 'minutes' } });
  });

  it('is an obligation of the report-in officer, with the ladder of its kind and the mark of the drill', () => {
    const owed = owedCall(whistleOf('emergency'), { taskId: 't', orgId: 'water', role: 'lead', nth: 1 }, blownAt);
    expect(owedForWhistle(whistleOf('emergency'))).toMatchObject({
      cause: 'whistle',
      causeId: 'w',
      causeTitle: '应急哨 · 乐余镇',
      exercise: true,
    });
    expect(owed).toMatchObject({
      taskNo: 'W01-01',
      need: null,
      ladder: rules.kinds.emergency.ladder,
      recipients: [{ taskId: 't', orgId: 'water', postId: 'dept-whistle-officer' }],
    });
  });

  it('may be returned within a tenth of the arrive limit from when it was called; an emergency never', () => {
    expect(mayReturnUntil(whistleOf('enforcement'), blownAt)).toEqual(new Date('2026-11-23T09:24:00+08:00'));
    // Two work-days are fourteen work-hours: a tenth of them is an hour and 24 minutes.
    expect(mayReturnUntil(whistleOf('everyday'), blownAt)).toEqual(new Date('2026-11-23T10:24:00+08:00'));
    expect(mayReturnUntil(whistleOf('emergency'), blownAt)).toBeNull();
  });
});

describe('numbers', () => {
  it('count by the day in the city', () => {
    expect(dayOf(new Date('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
    expect(dayOf(new Date('2026-11-22T15:59:59Z'))).toBe('2026-11-22');
    expect(numberOf('2026-11-23', 7)).toBe('2026-1123-0007');
    expect([callNo(1), callNo(31), callNo(120)]).toEqual(['W01-01', 'W01-31', 'W01-120']);
  });
});
