import type { Arrival } from '#contracts/task.js';
import { whereaboutsOf } from './arrival.rules.js';

const here = { type: 'Point' as const, coordinates: [120.7, 31.9] as [number, number] };

describe('whereaboutsOf', () => {
  const answer = (said: Arrival): unknown => {
    const found = whereaboutsOf(said);
    return found.ok ? found.whereabouts : found.fields.map(({ field }) => field);
  };
  const nowhere = { position: null, accuracyMetres: null };

  it.each<[string, Arrival, unknown]>([
    ['a position', { position: here }, { position: here, accuracyMetres: null, withoutPosition: null }],
    ['a position and how exact it is', { position: here, accuracyMetres: 0 }, { position: here, accuracyMetres: 0, withoutPosition: null }],
    ['nothing at all', {}, { ...nowhere, withoutPosition: 'not-asked' }],
    ['a reason', { withoutPosition: 'on-behalf' }, { ...nowhere, withoutPosition: 'on-behalf' }],
    ['a reason for a missing position', { position: null, withoutPosition: 'denied' }, { ...nowhere, withoutPosition: 'denied' }],
    ['a missing position', { position: null }, ['withoutPosition']],
    ['a missing position and a missing reason', { position: null, withoutPosition: null }, ['withoutPosition']],
    ['a position and a reason for none', { position: here, withoutPosition: 'unavailable' }, ['withoutPosition']],
    ['how exact, but not where', { accuracyMetres: 3 }, ['accuracyMetres']],
    ['how exact, but not where, with a reason', { accuracyMetres: 3, withoutPosition: 'denied' }, ['accuracyMetres']],
  ])('%s', (_, said, expected) => {
    expect(answer(said)).toEqual(expected);
  });

  it('an operator who has it from the telephone says so by saying nothing', () => {
    expect(whereaboutsOf({}, true)).toMatchObject({ whereabouts: { withoutPosition: 'on-behalf' } });
  });
});
