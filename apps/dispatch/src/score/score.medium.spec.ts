import type { ScoreLine, ScoreQuery, ScoreRow } from '#contracts/score.js';
import { scoreGroups, scoreRowsAnswer, scoresAnswer } from '#contracts/score.js';
import { seededRandom } from '#testing/schema-fuzz.js';
import { callerAt } from '../testing/caller.js';
import { openWhistledCity } from '../testing/whistle-history.js';
import type { PastCall, PastWhistle, WhistledCity } from '../testing/whistle-history.js';
import { ScoreService } from './score.service.js';
import { verdictWords } from './verdict.words.js';

const at = (text: string): Date => new Date(`${text}:00+08:00`);
const city = callerAt('city');
const all: ScoreQuery = { by: 'department', side: 'department', from: '2026-10', until: '2026-11' };

describe('the scores of both sides', () => {
  let town: WhistledCity;
  let scores: ScoreService;
  beforeEach(async () => {
    town = await openWhistledCity('2026-11-23T08:00:00+08:00');
    scores = new ScoreService(town.source, town.rules, town.clock);
  });
  afterEach(() => town.close());

  const rowsOf = async (
    query: ScoreQuery & { key?: string; figure: 'whistles' | 'response' | 'resolution' | 'satisfaction' | 'right-use' },
  ) => {
    const rows: ScoreRow[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page: { rows: ScoreRow[]; next: number | null } = scoreRowsAnswer.parse(await scores.listRows(city, { ...query, after }));
      rows.push(...page.rows);
      after = page.next;
    }
    return rows;
  };

  it('are the sums of the rows that they open, for every group and figure, whatever happened', async () => {
    const seed = Math.floor(Math.random() * 1e9);
    const random = seededRandom(seed);
    for (let index = 0; index < 130; index += 1) await town.put(randomWhistle(random));
    let compared = 0;
    const reasons = new Set<string>();
    for (const side of ['department', 'town'] as const) {
      for (const by of scoreGroups) {
        const query: ScoreQuery = { ...all, side, by };
        const answer = scoresAnswer.parse(await scores.score(city, query));
        for (const line of [...answer.lines, { ...answer.total, key: undefined }]) {
          for (const figure of ['whistles', 'response', 'resolution', 'satisfaction', 'right-use'] as const) {
            const rows = await rowsOf({ ...query, key: line.key, figure });
            const [count, of] = [rows.filter((row) => row.hit).length, rows.filter((row) => row.counts).length];
            expect({ seed, side, by, key: line.key, figure, count, of }).toEqual({
              seed,
              side,
              by,
              key: line.key,
              figure,
              ...figureOf(line, figure),
            });
            for (const row of rows) reasons.add(row.whyEn);
            compared += 1;
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(120);
    // Nothing is compared that never happened: nearly every reason of the table occurs in each run.
    expect(reasons.size).toBeGreaterThan(Object.keys(verdictWords).length - 4);
  });

  it('count lead and assisting departments alike for arriving, and the lead alone for closing and satisfaction', async () => {
    const blownAt = at('2026-11-02T08:00');
    await town.put({
      unitId: 'leyu',
      state: 'closed',
      blownAt,
      finishedAt: at('2026-11-03T09:00'),
      closeDueAt: at('2026-11-09T08:00'),
      closedAt: at('2026-11-03T15:00'),
      satisfaction: 'fair',
      calls: [
        {
          orgId: 'water',
          responsible: true,
          arriveDueAt: at('2026-11-04T08:00'),
          arrivedAt: at('2026-11-02T10:00'),
          overAt: at('2026-11-03T09:00'),
        },
        { orgId: 'urban', role: 'assist', arriveDueAt: at('2026-11-03T08:00'), arrivedAt: at('2026-11-03T10:00') },
      ],
    });
    const { lines, total, rulesVersion } = await scores.score(city, all);
    expect(rulesVersion).toBe(1);
    expect(lines.map((line) => [line.key, line.name, line.whistles, percents(line), line.score])).toEqual([
      ['water', '水务局', 1, [100, 100, 0, 100], 85],
      ['urban', '城市管理局', 1, [0, null, null, 100], 25],
    ]);
    expect([total.whistles, percents(total), total.score]).toEqual([1, [50, 100, 0, 100], 70]);
    expect(lines[0]!.parts.map(({ part, points, ofPoints }) => [part, points, ofPoints])).toEqual([
      ['arrived', 30, 30],
      ['closed', 30, 30],
      ['satisfaction', 15, 30],
      ['right-use', 10, 10],
    ]);
    expect(lines[1]!.parts[1]!).toMatchObject({ points: null, how: expect.stringContaining('折算') as string });
    const towns = await scores.score(city, { ...all, side: 'town', by: 'town' });
    expect(towns.lines.map((line) => [line.key, percents(line), line.score])).toEqual([['leyu', [100, 100, null, 100], 100]]);
  });

  it('never count an exercise, an offer that nobody took up, or another month; months are those of Shanghai', async () => {
    const calls: PastCall[] = [{ orgId: 'water', responsible: true, arriveDueAt: at('2026-11-02T09:00') }];
    await town.put({ unitId: 'leyu', exercise: true, blownAt: at('2026-11-02T08:00'), calls });
    await town.put({ unitId: 'leyu', state: 'offered', blownAt: null, calls });
    await town.put({ unitId: 'leyu', blownAt: at('2026-12-01T00:00'), calls });
    await town.put({ unitId: 'leyu', blownAt: at('2026-11-01T00:00'), calls });
    await town.put({ unitId: 'leyu', blownAt: at('2026-10-31T23:59'), calls });
    const { lines } = await scores.score(city, { ...all, by: 'month' });
    expect(lines.map((line) => [line.key, line.name, line.whistles])).toEqual([
      ['2026-10', '2026年10月', 1],
      ['2026-11', '2026年11月', 1],
    ]);
  });

  it('say nothing, with a count of nothing, where nothing was blown', async () => {
    const { lines, total } = scoresAnswer.parse(await scores.score(city, all));
    expect(lines).toEqual([]);
    expect(total).toMatchObject({ whistles: 0, score: null, response: { count: 0, of: 0, percent: null } });
  });

  it('stay as they were when the rules change later, and follow those in force at the end of the months asked for', async () => {
    await town.put(assisted('leyu', '2026-11-02T08:00'));
    const before = await scores.score(city, all);
    town.clock.advance('240h');
    const { rules } = await town.rules.read();
    const points = { arrived: 10, closed: 30, satisfaction: 30, rightUse: 30 };
    const next = { ...rules, scores: { ...rules.scores, department: points } };
    await town.rules.set(callerAt('city', ['administrator']), { requestId: '01890000-0000-7000-8000-000000000001', rules: next });
    expect((await scores.score(city, all)).total).toEqual(before.total);
    const later = await scores.score(city, { ...all, until: '2026-12' });
    expect([before.rulesVersion, later.rulesVersion, later.total.parts[0]!.ofPoints]).toEqual([1, 2, 10]);
  });

  it('show a town itself, a department itself and the total of the city, and a village nothing', async () => {
    for (const unitId of ['leyu', 'jingang']) await town.put(assisted(unitId, '2026-11-02T08:00'));
    const seen = async (where: string, query: Partial<ScoreQuery> = {}) => {
      const asked = { ...all, ...query };
      const { lines, total } = await scores.score(callerAt(where), asked);
      const { rows } = await scores.listRows(callerAt(where), { ...asked, figure: 'response', after: 0 });
      return { keys: lines.map(({ key }) => key), calls: total.response.of, rows: rows.map((row) => `${row.unitId} ${row.orgId}`).sort() };
    };
    expect(await seen('city')).toMatchObject({ keys: ['water', 'urban'], calls: 4 });
    expect(await seen('leyu')).toEqual({ keys: ['water', 'urban'], calls: 2, rows: ['leyu urban', 'leyu water'] });
    expect(await seen('leyu', { side: 'town', by: 'town' })).toMatchObject({ keys: ['leyu'] });
    expect(await seen('leyu', { unitId: 'jingang' })).toEqual({ keys: [], calls: 0, rows: [] });
    expect(await seen('water')).toEqual({ keys: ['water'], calls: 4, rows: ['jingang water', 'leyu water'] });
    expect(await seen('water', { orgId: 'urban' })).toEqual({ keys: [], calls: 4, rows: [] });
    expect(await seen('water', { side: 'town', by: 'town' })).toMatchObject({ keys: [], rows: [] });
    expect(await seen('water', { unitId: 'leyu' })).toEqual({ keys: ['water'], calls: 4, rows: ['leyu water'] });
    expect(await seen('leyu/v1')).toEqual({ keys: [], calls: 0, rows: [] });
  });

  it.each([
    [{ from: '2026-11', until: '2026-10' }, 'until'],
    [{ from: '0000-01', until: '2026-10' }, 'from'],
    [{ from: '2010-01', until: '2026-10' }, 'until'],
  ])('refuse the months %j with the field', async (months, field) => {
    await expect(scores.score(city, { ...all, ...months })).rejects.toMatchObject({ code: 'invalid-input', fields: [{ field }] });
  });
});

function figureOf(line: Omit<ScoreLine, 'key'>, figure: 'whistles' | 'response' | 'resolution' | 'satisfaction' | 'right-use') {
  if (figure === 'whistles') return { count: line.whistles, of: line.whistles };
  const { count, of } = figure === 'right-use' ? line.parts[3]!.rate : line[figure];
  return { count, of };
}

function percents(line: ScoreLine): (number | null)[] {
  return line.parts.map(({ rate }) => rate.percent);
}

function assisted(unitId: string, blownAt: string): PastWhistle {
  const arriveDueAt = at('2026-11-04T08:00');
  return {
    unitId,
    blownAt: at(blownAt),
    calls: [
      { orgId: 'water', responsible: true, arriveDueAt, arrivedAt: at('2026-11-02T10:00') },
      { orgId: 'urban', role: 'assist', arriveDueAt },
    ],
  };
}

/** Anything that the tables can hold, likely or not: moments before, at and after each other, and any of them missing. */
function randomWhistle(random: () => number): PastWhistle {
  const one = <Value>(...values: Value[]): Value => values[Math.floor(random() * values.length)]!;
  // A few distinct moments around now, so that equal ones happen often.
  const moment = (): Date => at(`2026-11-${one('21', '22', '23', '24')}T${one('07', '08', '09')}:00`);
  const maybe = (): Date | null => (random() < 0.5 ? moment() : null);
  const state = one('blown', 'acknowledged', 'on-scene', 'finished', 'closed', 'closed', 'withdrawn');
  const calls = ['fire', 'water', 'urban'].slice(0, 1 + Math.floor(random() * 3)).map((orgId, index): PastCall => {
    const responsible = index === 0 && random() < 0.9;
    return {
      orgId,
      role: responsible ? 'lead' : one('lead', 'assist'),
      responsible,
      replacing: !responsible && random() < 0.2,
      calledAt: moment(),
      acknowledgeDueAt: maybe(),
      acknowledgedAt: maybe(),
      arriveDueAt: maybe(),
      arrivedAt: maybe(),
      doneDueAt: maybe(),
      overAt: maybe(),
      returnedAt: maybe(),
      replacedAt: responsible ? null : maybe(),
      ledUntil: maybe(),
      ledDueAt: maybe(),
    };
  });
  return {
    unitId: one('leyu', 'jingang'),
    kind: one('everyday', 'enforcement', 'key-work', 'emergency'),
    exercise: random() < 0.1,
    state,
    blownAt: random() < 0.05 ? null : at(`2026-${one('10', '11', '11', '12')}-0${one(1, 2, 3)}T00:00`),
    finishedAt: maybe(),
    closeDueAt: maybe(),
    closedAt: state === 'closed' ? moment() : state === 'withdrawn' ? maybe() : null,
    satisfaction: state === 'closed' ? one('satisfied', 'fair', 'dissatisfied', null) : null,
    ruledAt: maybe(),
    calls,
  };
}
