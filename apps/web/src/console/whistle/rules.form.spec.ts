import { whistleRules, type KindRules, type WhistleRules } from '#contracts/whistle-rules.js';
import { formOfRules, rulesFieldOf, rulesOf, wrongRules } from './rules.form.js';

const kind = (name: string): KindRules => ({
  name,
  nameEn: name,
  limits: {
    acknowledge: { value: 5, unit: 'minutes' },
    arrive: { value: 30, unit: 'minutes' },
    firstFeedback: { value: 60, unit: 'minutes' },
    thenEvery: { value: 60, unit: 'minutes' },
    close: null,
  },
  ladder: [{ leg: 'acknowledge', afterPercent: 100, tell: 'superior' }],
  mayBeReturned: true,
});
const points = { arrived: 30, closed: 30, satisfaction: 30, rightUse: 10 };
const rules: WhistleRules = whistleRules.parse({
  kinds: { everyday: kind('日常哨'), enforcement: kind('执法哨'), 'key-work': kind('重点哨'), emergency: kind('应急哨') },
  returnPercent: 10,
  returnsBeforeRuling: 2,
  disputeMinutes: 30,
  scores: { department: points, town: points, satisfaction: { satisfied: 1, fair: 0.5, dissatisfied: 0 } },
});

describe('the limits of the rules as a form', () => {
  it('come out as they went in', () => {
    expect(rulesOf(formOfRules(rules), rules)).toEqual(rules);
  });

  it('change what was typed and nothing else; an empty close limit is by plan', () => {
    const form = formOfRules(rules);
    form.kinds.everyday.close = { value: '5', unit: 'work-days' };
    form.kinds.emergency.thenEvery = { value: '', unit: 'minutes' };
    const changed = rulesOf(form, rules)!;
    expect(changed.kinds.everyday.limits.close).toEqual({ value: 5, unit: 'work-days' });
    expect(changed.kinds.emergency.limits.thenEvery).toBeNull();
    expect(changed.kinds.emergency.ladder).toEqual(rules.kinds.emergency.ladder);
    form.townCheckHours = '12';
    expect(rulesOf(form, rules)!.scores).toEqual({ ...rules.scores, townCheckHours: 12 });
  });

  it('name what is no limit', () => {
    const form = formOfRules(rules);
    form.kinds.emergency.acknowledge.value = '';
    form.kinds['key-work'].arrive.value = '-1';
    form.returnPercent = '101';
    form.disputeMinutes = '半小时';
    form.townCheckHours = '0';
    const wrong = ['kinds.key-work.arrive', 'kinds.emergency.acknowledge', 'returnPercent', 'disputeMinutes', 'townCheckHours'];
    expect(wrongRules(form)).toEqual(wrong);
    expect(rulesOf(form, rules)).toBeNull();
  });

  it.each([
    ['rules.kinds.emergency.limits.arrive.value', 'kinds.emergency.arrive'],
    ['rules.returnPercent', 'returnPercent'],
    ['rules.scores.townCheckHours', 'townCheckHours'],
  ])('put what is refused of %s in its place', (path, field) => {
    expect(rulesFieldOf(path)).toBe(field);
  });
});
