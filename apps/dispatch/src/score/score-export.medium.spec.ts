import type { ScoreQuery } from '#contracts/score.js';
import { openWorkbook } from '../testing/open-workbook.js';
import { callerAt } from '../testing/caller.js';
import { openWhistledCity } from '../testing/whistle-history.js';
import type { WhistledCity } from '../testing/whistle-history.js';
import { rowsAtMost, ScoreExportService } from './score-export.service.js';
import { ScoreService } from './score.service.js';
import { WorkbookWriter } from './workbook-writer.js';

const at = (text: string): Date => new Date(`${text}:00+08:00`);
const query: ScoreQuery = { by: 'department', side: 'department', from: '2026-10', until: '2026-11' };

describe('the scores as a workbook', () => {
  let town: WhistledCity;
  let scores: ScoreService;
  let exports: ScoreExportService;
  beforeAll(async () => {
    town = await openWhistledCity('2026-11-23T08:00:00+08:00');
    scores = new ScoreService(town.source, town.rules, town.clock);
    exports = new ScoreExportService(scores, new WorkbookWriter());
    await town.put({
      unitId: 'leyu',
      kind: 'enforcement',
      state: 'closed',
      blownAt: at('2026-11-02T08:00'),
      finishedAt: at('2026-11-03T09:00'),
      closeDueAt: at('2026-11-05T08:00'),
      closedAt: at('2026-11-03T15:00'),
      satisfaction: 'fair',
      calls: [
        { orgId: 'water', responsible: true, arriveDueAt: at('2026-11-02T12:00'), arrivedAt: at('2026-11-02T10:30') },
        { orgId: 'urban', role: 'assist', arriveDueAt: at('2026-11-02T12:00'), arrivedAt: at('2026-11-02T12:30') },
      ],
    });
    await town.put({
      unitId: 'jingang',
      blownAt: at('2026-11-21T08:00'),
      calls: [{ orgId: 'water', responsible: true, arriveDueAt: at('2026-11-22T08:00') }],
    });
  });
  afterAll(() => town.close());

  const opened = async (where: string, asked = query) => {
    const sheets = openWorkbook((await exports.write(callerAt(where), asked)).content);
    return { sheets, table: (name: string) => sheets.find((sheet) => sheet.name === name)!.rows };
  };

  it('has three sheets whose heads stand still', async () => {
    const { sheets } = await opened('city');
    expect(sheets.map(({ name, frozenRows }) => [name, frozenRows])).toEqual([
      ['汇总', 1],
      ['明细', 1],
      ['说明', 1],
    ]);
  });

  it.each(['department', 'town', 'kind', 'month'] as const)('holds by %s the numbers of the answer, as numbers', async (by) => {
    for (const side of ['department', 'town'] as const) {
      const answer = await scores.score(callerAt('city'), { ...query, by, side });
      const { table } = await opened('city', { ...query, by, side });
      const [head, ...rows] = table('汇总');
      const expected = [...answer.lines, answer.total].map((line) => [
        line.name,
        line.nameEn,
        line.whistles,
        ...[line.response, line.resolution, line.satisfaction].flatMap(({ percent, count, of }) => [
          percent === null ? null : percent / 100,
          count,
          of,
        ]),
        ...line.parts.map(({ points }) => points),
        line.score,
      ]);
      const width = head!.length;
      expect(rows.map((row) => Array.from({ length: width }, (_, index) => row[index] ?? null))).toEqual(expected);
    }
  });

  it('adds up: the ones of the details are the counts of the summary', async () => {
    const { table } = await opened('city');
    const [head, ...rows] = table('明细');
    const sum = (title: string): number => rows.reduce((total, row) => total + (row[head!.indexOf(title)] as number), 0);
    const { total } = await scores.score(callerAt('city'), query);
    expect(rows).toHaveLength(3);
    expect([sum('响应率·计入 counts'), sum('响应率·达到 hit')]).toEqual([total.response.of, total.response.count]);
    expect([sum('解决率·计入 counts'), sum('解决率·达到 hit')]).toEqual([total.resolution.of, total.resolution.count]);
    expect([sum('满意率·计入 counts'), sum('满意率·达到 hit')]).toEqual([total.satisfaction.of, total.satisfaction.count]);
    expect([sum('规范使用·计入 counts'), sum('规范使用·达到 hit')]).toEqual([total.parts[3]!.rate.of, total.parts[3]!.rate.count]);
  });

  it('holds dates as dates, as the clock in Shanghai showed them', async () => {
    const { table } = await opened('city');
    const [head, ...rows] = table('明细');
    const row = rows.find((one) => one[head!.indexOf('部门 Department')] === '水务局' && one[head!.indexOf('吹哨镇 Town')] === '乐余镇')!;
    // Days since 1899-12-30, as every spreadsheet counts them.
    const shown = (title: string) => new Date(Math.round(((row[head!.indexOf(title)] as number) - 25_569) * 86_400_000)).toISOString();
    expect([shown('吹哨时间 Blown'), shown('到场时间 Arrived')]).toEqual(['2026-11-02T08:00:00.000Z', '2026-11-02T10:30:00.000Z']);
  });

  it('says how each figure is computed, by which rules, and what never counts', async () => {
    const { table } = await opened('city');
    const said = table('说明').flat().join('\n');
    expect(said).toMatch(/第 1 版/);
    expect(said).toMatch(/演练/);
    expect(said).toMatch(/1 ÷ 3 × 30 分/);
  });

  it('gives a department its own rows and the total of the city', async () => {
    const { table } = await opened('urban');
    expect(
      table('明细')
        .slice(1)
        .map((row) => row[4]),
    ).toEqual(['城市管理局']);
    expect(
      table('汇总')
        .slice(1)
        .map((row) => [row[0], row[5]]),
    ).toEqual([
      ['城市管理局', 1],
      ['合计', 3],
    ]);
  });

  it('refuses more rows than a sheet is for, and says what to do', async () => {
    await town.owner.query(
      `INSERT INTO dispatch.whistle (id, number, kind, state, exercise, unit_id, matter_id, title, needed, place, origin, rules_version, limits, made_at,
         made_by_kind, made_by, blown_at)
       SELECT gen_random_uuid(), 'many ' || i, 'everyday', 'blown', false, 'leyu', 'm', 't', 'n', 'p', 'town', 1, '{}', $1, 'person', gen_random_uuid(), $1
       FROM generate_series(1, $2::int) i`,
      [at('2025-03-01T08:00'), rowsAtMost + 1],
    );
    await town.owner.query(
      `INSERT INTO dispatch.brief (activation_id, unit_id, task_no, title, title_en, starts, depends_on, acknowledge_minutes, done_minutes, composed, ladder)
       SELECT id, unit_id, 'W01-01', 't', 't', 'atStart', '{}', 0, 0, '{}', '[]' FROM dispatch.whistle WHERE number LIKE 'many %'`,
    );
    await town.owner.query(
      `WITH task AS (
         INSERT INTO dispatch.task (id, activation_id, unit_id, task_no, org_id, post_id, unfilled, exercise, state, issued_at)
         SELECT gen_random_uuid(), id, unit_id, 'W01-01', 'fire', 'p', false, false, 'issued', blown_at FROM dispatch.whistle WHERE number LIKE 'many %'
         RETURNING id, activation_id, issued_at)
       INSERT INTO dispatch.whistle_call (task_id, whistle_id, org_id, role, responsible, reason, called_at)
       SELECT id, activation_id, 'fire', 'lead', true, '{}', issued_at FROM task`,
    );
    const march = { ...query, from: '2025-03', until: '2025-03' };
    await expect(exports.write(callerAt('city'), march)).rejects.toMatchObject({
      code: 'too-large',
      detail: { en: expect.stringContaining('fewer months') as string },
    });
    expect((await scores.score(callerAt('city'), march)).total.whistles).toBe(rowsAtMost + 1);
  });

  it('is named by what was asked for', async () => {
    const { names } = await exports.write(callerAt('city'), { ...query, by: 'month', kind: 'emergency', orgId: 'leyu:water-station' });
    expect(names).toEqual({
      ascii: 'muster-scores-department-by-month-2026-10-2026-11-emergency-leyu_water-station.xlsx',
      full: '双考核-部门-按月-2026-10至2026-11-emergency-leyu_water-station.xlsx',
    });
  });
});
