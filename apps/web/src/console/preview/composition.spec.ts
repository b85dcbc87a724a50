import { bodyOf, missingStatements, sealComposition, spokenRequestId, type Composition } from './composition.js';

const whole: Composition = {
  incidentId: 'i1',
  exercise: false,
  unitIds: ['leyu', 'daxin'],
  matter: '台风防御',
  level: 'III',
  expectedHours: 48,
  measures: '责任人到岗',
  reports: [],
  approval: '',
};

describe('what is missing', () => {
  it.each([
    [{}, []],
    [{ matter: '  ' }, ['matter']],
    [{ level: null }, ['level']],
    [{ expectedHours: null, measures: '' }, ['expectedHours', 'measures']],
    [{ expectedHours: 0 }, ['expectedHours']],
    [{ expectedHours: 1.5 }, ['expectedHours']],
    [{ expectedHours: 1441 }, ['expectedHours']],
    [{ unitIds: [] }, ['unitIds']],
  ] as [Partial<Composition>, string[]][])('%j misses %j', (change, missing) => {
    const composition = { ...whole, ...change };
    expect(missingStatements(composition)).toEqual(missing);
    expect(bodyOf(composition) === null).toBe(missing.length > 0);
  });
});

describe('the request id of a composition', () => {
  let count = 0;
  const freshId = () => `id-${++count}`;

  it('is kept while the composition says the same, whatever the order of its units', () => {
    const first = sealComposition(whole, null, freshId);
    const again = sealComposition({ ...whole, unitIds: ['daxin', 'leyu'], matter: ' 台风防御 ' }, first, freshId);
    expect(again).toBe(first);
    expect(first?.body.requestId).toBe(first?.requestId);
  });

  it('is a new one when anything changes', () => {
    const first = sealComposition(whole, null, freshId);
    for (const change of [
      { level: 'II' as const },
      { measures: '停工' },
      { unitIds: ['leyu'] },
      { reports: ['spread'] },
      { approval: '同意' },
    ]) {
      expect(sealComposition({ ...whole, ...change }, first, freshId)?.requestId).not.toBe(first?.requestId);
    }
  });

  it('can be read aloud', () => {
    expect(spokenRequestId('0193f0aa-7b5a-7000-8000-0123456789ab')).toBe('4567-89AB');
  });
});
