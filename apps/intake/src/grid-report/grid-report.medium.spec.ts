import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { FileGridReport, GridReport, GridReportPage } from '#contracts/grid-report.js';
import { gridReport, gridReportPage } from '#contracts/grid-report.js';
import type { Problem } from '#contracts/problem.js';
import { NotYet } from '#messaging/ports.js';
import type { ApiClient } from '#testing/api-client.js';
import { cityCaller, departmentCaller, IntakeApp, leyuCaller, yangsheCaller } from '../testing/intake-app.js';
import { WhistledReportService } from './whistled-report.service.js';

let app: IntakeApp;
let [city, leyu, yangshe, village, neighbour, department]: ApiClient[] = [];

beforeAll(async () => {
  app = await IntakeApp.boot();
  await app.a.sql(
    `INSERT INTO directory.matter VALUES ('waterlogging', 1, '积水', 'Waterlogging', 'city', '市容', 'City', 'emergency', 'water-affairs-bureau', '{}', NULL, NULL,
      '{"tier":"city","org":"water-affairs-bureau"}', '[]', NULL)`,
  );
  const desk = (unit: string, village: string) =>
    app.as({ orgId: village, orgPath: `320582/${unit}/${village}`, unitId: unit, roles: ['command-point'] });
  const operator = await app.a.account('值班员甲', 'leyu');
  [city, leyu, yangshe, village, neighbour, department] = await Promise.all([
    app.as(cityCaller),
    app.as({ ...leyuCaller, sub: operator }),
    app.as(yangsheCaller),
    desk('leyu', 'leyu-v1'),
    desk('leyu', 'leyu-v2'),
    app.as({ ...departmentCaller, roles: ['staff'] }),
  ]);
});
afterAll(() => app.close());

const body = (overrides: object = {}): FileGridReport =>
  ({
    requestId: uuidv7(),
    exercise: true,
    matterId: 'waterlogging',
    orgId: 'leyu-v1',
    words: '三组路口积水约 30 厘米',
    place: { description: '三组路口', position: { type: 'Point', coordinates: [120.7, 31.9] } },
    ...overrides,
  }) as FileGridReport;
const file = (client: ApiClient | undefined, overrides: object = {}) =>
  client!.send<GridReport & Problem>('POST', '/api/grid-reports', body(overrides));
const filed = async (overrides: object = {}): Promise<GridReport> => (await file(village, overrides)).body;
const handle = (client: ApiClient | undefined, id: string, words = '已排水') =>
  client!.send<GridReport & Problem>('POST', `/api/grid-reports/${id}/handle`, { requestId: uuidv7(), words });
const read = (client: ApiClient | undefined, id: string) => client!.send<GridReport & Problem>('GET', `/api/grid-reports/${id}`);
const list = async (client: ApiClient | undefined, query = ''): Promise<GridReportPage> =>
  client!.get<GridReportPage>(`/api/grid-reports${query}`);

const inTransaction = <Answer>(work: (tx: EntityManager) => Promise<Answer>): Promise<Answer> => app.get(DataSource).transaction(work);
const envelope = (exercise: boolean, data: object) => [{ exercise, data }] as never;
const blow = (gridReportId: string | null, { whistleId = uuidv7(), exercise = true } = {}) =>
  inTransaction((tx) => app.get(WhistledReportService).takeBlown(tx, envelope(exercise, { whistleId, gridReportId }))).then(
    () => whistleId,
  );
const end = (whistleId: string, state: string) =>
  inTransaction((tx) => app.get(WhistledReportService).takeEnded(tx, envelope(true, { whistleId, state })));

describe('a grid report', () => {
  it('is filed by the village and read by it, its town and the city', async () => {
    const { status, body: report } = await file(village);
    expect([status, gridReport.safeParse(report).error]).toEqual([201, undefined]);
    expect(report).toMatchObject({
      state: 'open',
      matterName: '积水',
      whistleKind: 'emergency',
      orgName: 'leyu第1村',
      unitId: 'leyu',
      exercise: true,
      whistleId: null,
    });
    for (const reader of [village, leyu, city]) expect((await read(reader, report.id)).body).toEqual(report);
    const [line] = await app.a.sql<{ what: string; unit_id: string; facts: object }>(
      `SELECT what, unit_id, facts FROM intake.timeline WHERE facts->>'gridReportId' = $1`,
      [report.id],
    );
    expect(line).toEqual({
      what: 'grid-report.filed',
      unit_id: 'leyu',
      facts: { gridReportId: report.id, matterId: 'waterlogging', orgId: 'leyu-v1', exercise: true },
    });
  });

  it('is filed once per request id, also by two at once', async () => {
    const sent = body();
    const send = (client = village) => client!.send<GridReport & Problem>('POST', '/api/grid-reports', sent);
    const [one, other] = await Promise.all([send(), send()]);
    expect([one.status, one.body]).toEqual([201, other.body]);
    expect((await list(village)).reports.filter(({ id }) => id === one.body.id)).toHaveLength(1);
    expect((await village!.send<Problem>('POST', '/api/grid-reports', { ...sent, words: '别的' })).body.code).toBe('request-id-reused');
  });

  it.each([
    ['an unknown matter', { matterId: 'nothing' }, 'unknown-matter', 'matterId'],
    ['a village of the neighbour', { orgId: 'leyu-v2' }, 'unknown-org', 'orgId'],
    ['its own town', { orgId: 'leyu' }, 'unknown-org', 'orgId'],
    ['another town', { orgId: 'yangshe' }, 'unknown-org', 'orgId'],
    ['no place that there is', { orgId: 'nowhere' }, 'unknown-org', 'orgId'],
    ['no word on whether it is a drill', { exercise: undefined }, 'invalid-input', 'exercise'],
    ['no words', { words: ' ' }, 'invalid-input', 'words'],
    [
      'a place beyond the earth',
      { place: { description: 'x', position: { type: 'Point', coordinates: [999, 0] } } },
      'invalid-input',
      'place.position.coordinates.0',
    ],
  ])('is refused for %s', async (_, overrides, code, field) => {
    const before = (await list(city)).reports.length;
    const { body: problem } = await file(village, overrides);
    expect([problem.code, problem.fields?.map((each) => each.field)]).toEqual([code, [field]]);
    expect((await list(city)).reports).toHaveLength(before);
  });

  it('is filed by the town for any of its villages and for itself, and by no department', async () => {
    for (const orgId of ['leyu', 'leyu-v2']) expect((await file(leyu, { orgId })).status).toBe(201);
    for (const orgId of ['leyu-v1', 'water-affairs-bureau', '320582'])
      expect((await file(department, { orgId })).body.code).toBe('unknown-org');
  });

  it('of another village or town answers as one that is not there, and is in no list', async () => {
    const { id } = await filed();
    for (const stranger of [neighbour, yangshe, department]) {
      const [foreign, missing] = [await read(stranger, id), await read(stranger, uuidv7())];
      expect([foreign.status, { ...foreign.body, correlationId: '' }]).toEqual([404, { ...missing.body, correlationId: '' }]);
      expect((await list(stranger)).reports.map((each) => each.id)).not.toContain(id);
    }
    expect((await handle(yangshe, id)).status).toBe(404);
    expect((await handle(village, id)).status).toBe(403);
  });

  it('is listed newest first, page by page, by its state', async () => {
    const ids = [await filed(), await filed(), await filed()].map(({ id }) => id).reverse();
    const first = await list(leyu, '?limit=2');
    expect(gridReportPage.safeParse(first).error).toBeUndefined();
    expect([first.reports.map(({ id }) => id), first.next]).toEqual([ids.slice(0, 2), ids[1]]);
    expect((await list(leyu, `?limit=2&cursor=${first.next}`)).reports[0]!.id).toBe(ids[2]);
    await handle(leyu, ids[0]!);
    expect((await list(leyu, '?state=handled')).reports.map(({ id }) => id)).toContain(ids[0]);
    expect((await list(leyu, '?state=open')).reports.map(({ id }) => id)).not.toContain(ids[0]);
  });
});

describe('handling a report', () => {
  it('is said once: whoever is second gets the first words', async () => {
    const { id } = await filed();
    const answers = await Promise.all([handle(leyu, id, '已排水'), handle(city, id, '市里排的')]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]!.body).toEqual(answers[1]!.body);
    expect(answers[0]!.body).toMatchObject({ state: 'handled', handledAt: '2024-09-14T10:05:00.000Z' });
    const lines = await app.a.sql(`SELECT 1 FROM intake.timeline WHERE what = 'grid-report.handled' AND facts->>'gridReportId' = $1`, [id]);
    expect(lines).toHaveLength(1);
  });

  it('is refused once departments were called', async () => {
    const { id } = await filed();
    await blow(id);
    expect((await handle(leyu, id)).body.code).toBe('already-whistled');
  });
});

describe('a whistle for a report', () => {
  const story = (id: string) =>
    app.a.sql<{ what: string; whistle: string | null }>(
      `SELECT what, facts->>'whistleId' AS whistle FROM intake.timeline WHERE facts->>'gridReportId' = $1 ORDER BY id`,
      [id],
    );

  it('marks it, once however often it is told, also after it was handled', async () => {
    for (const report of [await filed(), (await handle(leyu, (await filed()).id)).body]) {
      const whistleId = await blow(report.id);
      await blow(report.id, { whistleId });
      expect((await read(village, report.id)).body).toMatchObject({ state: 'whistled', whistleId });
      expect((await story(report.id)).filter(({ what }) => what === 'grid-report.whistled')).toEqual([
        { what: 'grid-report.whistled', whistle: whistleId },
      ]);
    }
  });

  it('that is withdrawn gives it back to the town, and another may be blown', async () => {
    const { id } = await filed();
    const first = await blow(id);
    await end(first, 'withdrawn');
    await end(first, 'withdrawn');
    expect((await read(leyu, id)).body).toMatchObject({ state: 'open', whistleId: null });
    const second = await blow(id);
    await end(first, 'withdrawn');
    expect((await read(leyu, id)).body).toMatchObject({ state: 'whistled', whistleId: second });
    expect((await story(id)).map(({ what }) => what)).toEqual([
      'grid-report.filed',
      'grid-report.whistled',
      'grid-report.reopened',
      'grid-report.whistled',
    ]);
  });

  it('that is closed leaves it as it is', async () => {
    const { id } = await filed();
    await end(await blow(id), 'closed');
    expect((await read(leyu, id)).body.state).toBe('whistled');
  });

  it('of something else touches no report', async () => {
    const before = (await list(city)).reports;
    await blow(null);
    await end(uuidv7(), 'withdrawn');
    expect((await list(city)).reports).toEqual(before);
  });

  it('that is real for a drill, or the other way round, is refused; a report that is not here is not yet', async () => {
    const { id } = await filed();
    await expect(blow(id, { exercise: false })).rejects.toMatchObject({ code: 'exercise-differs' });
    await expect(blow(uuidv7())).rejects.toThrow(NotYet);
    expect((await read(leyu, id)).body.state).toBe('open');
  });
});
