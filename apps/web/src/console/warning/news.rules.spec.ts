import type { WarningColour } from '#contracts/scales.js';
import type { Warning } from '#contracts/warning.js';
import { newsOf } from './news.rules.js';

const warning = (id: string, colour: WarningColour | null, incidentIds: string[] = []): Warning => ({ id, colour, incidentIds }) as Warning;
const told = (known: Record<string, number>, warnings: Warning[]) => newsOf(known, warnings).news.map((one) => [one.warning.id, one.kind]);

describe('news of warnings', () => {
  it.each<[string, Record<string, number>, Warning[], string[][]]>([
    ['a new one is told', {}, [warning('a', 'blue')], [['a', 'new']]],
    ['one without a colour too', {}, [warning('a', null)], [['a', 'new']]],
    ['a known one is not', { a: 1 }, [warning('a', 'blue')], []],
    ['one whose colour has risen is', { a: 1 }, [warning('a', 'orange')], [['a', 'raised']]],
    ['even if an incident was opened', { a: 1 }, [warning('a', 'red', ['i'])], [['a', 'raised']]],
    ['one that has weakened is not', { a: 4 }, [warning('a', 'blue')], []],
    ['a new one that others have handled is not', {}, [warning('a', 'red', ['i'])], []],
  ])('%s', (_, known, warnings, news) => {
    expect(told(known, warnings)).toEqual(news);
  });

  it('are told once, and again when the colour rises from where it fell to', () => {
    let { known } = newsOf({}, [warning('a', 'red')]);
    expect(told(known, [warning('a', 'red')])).toEqual([]);
    ({ known } = newsOf(known, [warning('a', 'blue')]));
    expect(told(known, [warning('a', 'yellow')])).toEqual([['a', 'raised']]);
  });

  it('forget what is no longer in force', () => {
    expect(newsOf({ a: 1, b: 2 }, [warning('b', 'yellow')]).known).toEqual({ b: 2 });
  });
});
