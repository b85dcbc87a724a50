import { uuidv7 } from 'uuidv7';
import { openWorkbook } from '#dispatch/testing/open-workbook.js';
import type { ScoreLine, ScoreRow, ScoreRowsAnswer, ScoresAnswer } from '#contracts/score.js';
import type { StationedReviewsAnswer } from '#contracts/stationed-review.js';
import { reviewItems } from '#contracts/stationed-review.js';
import { openCity } from './city.js';
import type { City, OpenPlatform } from './city.js';
import { deskOf, person } from './whistle-people.js';
import type { Party } from './whistle-people.js';

const [lead, other] = ['water-affairs-bureau', 'transport-bureau'];
const months = 'from=2024-09&until=2024-09';
const here = { withoutPosition: 'denied' } as const;

/** A month of whistles as it was lived, the scores of both sides that follow from it, and the sheet of the people stationed in the town. */
export function describeScores(name: string, open: OpenPlatform): void {
  describe(`${name}: what a month of whistles comes to`, () => {
    let city: City;
    let town: Party;
    let centre: Party;
    let water: Party;
    let transport: Party;

    beforeAll(async () => {
      city = await openCity({ open });
      city.clock.set('2024-09-23T09:00:00+08:00');
      [town, centre] = [person(city, 'leyu'), person(city, 'zhiban')];
      [water, transport] = [deskOf(city, lead!), deskOf(city, other!)];
      await liveMonth();
    });
    afterAll(async () => {
      await city?.close();
      expect(city.errors).toEqual([]);
    });

    /** One answered as it should be, one returned in vain, one that passed to another too late, one blown by mistake, and a drill. */
    async function liveMonth(): Promise<void> {
      const kind = 'enforcement' as const;
      const [good, vain, late, mistake] = [
        await town.blow({ unitId: 'leyu', kind }),
        await town.blow({ unitId: 'leyu', kind, assistOrgIds: [] }),
        await town.blow({ unitId: 'leyu', kind, assistOrgIds: [] }),
        await town.blow({ unitId: 'leyu', kind, assistOrgIds: [] }),
      ];
      await town.blow({ unitId: 'leyu', kind, exercise: true });
      await town.act(mistake, 'withdraw', { reason: '看错了' });
      for (const whistle of [good, vain]) await water.tap(whistle, 'acknowledge');
      await water.act(vain, 'return', { code: 'not-our-duty', words: '不归我们' });
      await town.act(vain, 'dispute', { words: '就是你们' });
      await city.fastForward('31m');
      await centre.act(vain, 'rule', { leadOrgId: lead, words: '归水务' });
      for (const whistle of [good, vain]) await water.tap(whistle, 'arrive', here);
      await water.tap(good, 'finish', { note: '排完' });
      await town.act(good, 'close', { satisfaction: 'satisfied', check: '看过' });
      await town.act(late, 'reassign', { leadOrgId: other, words: '公路排水' });
      await city.fastForward('4h');
      await transport.tap(late, 'acknowledge');
      await transport.tap(late, 'arrive', here);
    }

    const scores = async (who: Party, query: string): Promise<ScoresAnswer> => (await who.api()).get(`/api/scores?${months}&${query}`);
    const rows = async (who: Party, query: string): Promise<ScoreRow[]> =>
      (await (await who.api()).get<ScoreRowsAnswer>(`/api/scores/rows?${months}&${query}`)).rows;
    const counts = (line: ScoreLine) => line.parts.map(({ rate }) => `${rate.count}/${rate.of}`);

    it('counts for each department what it did while it was called', async () => {
      const { lines, total } = await scores(centre, 'by=department');
      expect(lines.map((line) => [line.key, line.whistles, counts(line)])).toEqual(
        expect.arrayContaining([
          [lead, 4, ['2/3', '1/3', '1/1', '1/2']],
          [other, 2, ['1/1', '0/0', '0/0', '1/1']],
        ]),
      );
      expect([total.whistles, counts(total)]).toEqual([4, ['3/4', '1/3', '1/1', '2/3']]);
    });

    it('opens each figure down to the whistles, and says why each counts', async () => {
      const why = async (figure: string) => (await rows(centre, `by=department&key=${lead}&figure=${figure}`)).map((row) => row.why).sort();
      expect(await why('response')).toEqual(['按时到场', '按时到场', '时限已过，没有到场', '镇撤回了这个哨，不计部门'].sort());
      // It has four hours to finish; what it handed over after four and a half fell due while it was responsible.
      expect(await why('resolution')).toEqual(
        ['按时办结，镇核查后已关闭', '时限已过，没有办结', '负责期间时限已过，没有办结', '镇撤回了这个哨，不计部门'].sort(),
      );
      expect(await why('right-use')).toContain('退回后市中心裁定仍由本部门主办');
    });

    it('counts for the town how it whistled', async () => {
      const { lines } = await scores(centre, 'by=town&side=town');
      expect(lines.map((line) => [line.key, line.name, line.whistles, counts(line)])).toEqual([
        ['leyu', '乐余镇', 4, ['1/1', '1/2', '0/0', '1/2']],
      ]);
    });

    it('is shown to each in its own scope', async () => {
      const own = await scores(water, 'by=department');
      expect([own.lines.map(({ key }) => key), own.total.whistles]).toEqual([[lead], 4]);
      expect((await rows(water, 'by=department&figure=whistles')).every((row) => row.orgId === lead)).toBe(true);
      const stranger = person(city, 'jingang');
      expect((await scores(stranger, 'by=department')).lines).toEqual([]);
      expect(await rows(stranger, 'by=town&key=leyu&side=town')).toEqual([]);
    });

    it('goes out as a workbook with the same numbers', async () => {
      const token = (await centre.api()) as unknown as { accessToken: string };
      const answered = await fetch(`${city.url}/api/scores/xlsx?${months}&by=department`, {
        headers: { authorization: `Bearer ${token.accessToken}` },
      });
      expect(answered.headers.get('content-type')).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
      expect(answered.headers.get('content-disposition')).toContain(
        'filename="muster-scores-department-by-department-2024-09-2024-09.xlsx"',
      );
      const [summary] = openWorkbook(Buffer.from(await answered.arrayBuffer()));
      const { lines, total } = await scores(centre, 'by=department');
      expect(summary!.rows.slice(1).map((row) => [row[0], row[4], row[5]])).toEqual(
        [...lines, total].map((line) => [line.name, line.response.count, line.response.of]),
      );
    });

    it('stands in the yearly sheet of the people whom the department stations there, which the department reads once it is signed', async () => {
      const operator = await town.api();
      const { reviews } = await operator.get<StationedReviewsAnswer>('/api/stationed-reviews?year=2024');
      const review = reviews.find(({ departmentId }) => departmentId === lead)!;
      expect(review.people.length).toBeGreaterThan(0);
      expect(review.facts).toEqual(
        expect.arrayContaining([
          { fact: 'whistles-of-department', count: 4, of: 4 },
          { fact: 'whistles-arrived-in-time', count: 2, of: 3 },
        ]),
      );
      const unread = await (await water.api()).send('GET', `/api/stationed-reviews/${review.id}`);
      expect(unread.status).toBe(404);
      const items = reviewItems.map((item) => ({ item, points: 18 }));
      const body = { requestId: uuidv7(), items, grade: 'competent', words: '随叫随到' };
      expect((await operator.send('PUT', `/api/stationed-reviews/${review.id}`, body)).status).toBe(200);
      const signed = await operator.post(`/api/stationed-reviews/${review.id}/sign`, { requestId: uuidv7() });
      expect(await (await water.api()).get(`/api/stationed-reviews/${review.id}`)).toEqual(signed);
    });
  });
}
