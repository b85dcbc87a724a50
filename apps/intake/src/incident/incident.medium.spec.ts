import { uuidv7 } from 'uuidv7';
import type { Incident, IncidentDraftsAnswer, IncidentPage, IncidentTimeline, OpenIncident } from '#contracts/incident.js';
import { incident, incidentOpened } from '#contracts/incident.js';
import type { Problem } from '#contracts/problem.js';
import type { ApiClient } from '#testing/api-client.js';
import { cityCaller, departmentCaller, IntakeApp, leyuCaller, yangsheCaller } from '../testing/intake-app.js';

let app: IntakeApp;
let city: ApiClient;
let leyu: ApiClient;
let yangshe: ApiClient;

beforeAll(async () => {
  app = await IntakeApp.boot();
  const operator = await app.a.account('值班员甲', '320582');
  [city, leyu, yangshe] = await Promise.all([app.as({ ...cityCaller, sub: operator }), app.as(leyuCaller), app.as(yangsheCaller)]);
});

afterAll(async () => {
  await app.close();
});

const body = (overrides: object = {}): OpenIncident =>
  ({
    requestId: uuidv7(),
    exercise: true,
    category: '11B01',
    title: '台风演练',
    nature: '台风将至',
    eventLevel: 'undetermined',
    place: { description: '全域', position: { type: 'Point', coordinates: [120.54, 31.87] } },
    unitIds: ['leyu', 'yangshe'],
    hasHappened: false,
    occurredAt: '2024-09-14T18:00:00+08:00',
    source: { kind: 'phone' },
    ...overrides,
  }) as OpenIncident;

const refusedWith = async (sent: unknown, client = city): Promise<{ status: number; code: string; fields: string[] }> => {
  const { status, body: problem } = await client.send<Problem>('POST', '/api/incidents', sent);
  return { status, code: problem.code, fields: (problem.fields ?? []).map(({ field }) => field) };
};
const count = async (table: string): Promise<number> =>
  (await app.a.sql<{ n: number }>(`SELECT count(*)::int AS n FROM intake.${table}`))[0]!.n;

describe('opening an incident', () => {
  it('keeps it, writes its story and tells the others, in one transaction', async () => {
    const opened = await city.post<Incident>('/api/incidents', body({ sceneOrgId: 'leyu-v1' }));
    expect(incident.safeParse(opened).error).toBeUndefined();
    expect(opened).toMatchObject({
      state: 'open',
      exercise: true,
      categoryName: '台风事件',
      openedAt: '2024-09-14T10:05:00.000Z',
      place: { position: { type: 'Point', coordinates: [120.54, 31.87] } },
      firstReport: { dead: null, trend: '' },
    });
    expect(await city.get<Incident>(`/api/incidents/${opened.id}`)).toEqual(opened);

    const [event] = await app.a.sql<{ type: string; key: string; exercise: boolean; data: unknown }>(
      `SELECT type, key, exercise, envelope->'data' AS data FROM intake.outbox WHERE key = $1`,
      [opened.id],
    );
    expect(event).toMatchObject({ type: 'incident.opened.v1', exercise: true, data: { incidentId: opened.id, sceneOrgId: 'leyu-v1' } });
    expect(incidentOpened.safeParse(event!.data).error).toBeUndefined();

    const story = await city.get<IncidentTimeline>(`/api/incidents/${opened.id}/timeline`);
    expect(story.entries).toEqual([
      expect.objectContaining({
        what: 'incident.opened',
        at: opened.openedAt,
        by: expect.objectContaining({ kind: 'person', name: '值班员甲' }),
        facts: expect.objectContaining({ category: '11B01', units: 2 }),
      }),
    ]);
    expect(JSON.stringify(await app.a.sql('SELECT facts FROM intake.timeline'))).not.toContain('值班员');
  });

  it('once per request id: a repeat gets the first answer, another body is refused', async () => {
    const sent = body();
    const before = await count('incident');
    const [first, second] = await Promise.all([city.post<Incident>('/api/incidents', sent), city.post<Incident>('/api/incidents', sent)]);
    expect(second).toEqual(first);
    expect(await refusedWith({ ...sent, title: '另一个' })).toMatchObject({ status: 409, code: 'request-id-reused' });
    expect(await count('incident')).toBe(before + 1);
  });

  it('a town opens for itself only, and a department for nobody', async () => {
    expect(await refusedWith(body(), leyu)).toEqual({ status: 400, code: 'unknown-org', fields: ['unitIds.1'] });
    expect((await leyu.post<Incident>('/api/incidents', body({ unitIds: ['leyu'] }))).unitIds).toEqual(['leyu']);
    expect(await refusedWith(body({ unitIds: ['leyu'] }), await app.as(departmentCaller))).toMatchObject({ code: 'unknown-org' });
  });

  it.each<[string, object, string, string[]]>([
    ['an unknown category', { category: '11Z99' }, 'unknown-category', ['category']],
    ['a unit that is none', { unitIds: ['leyu', 'atlantis'] }, 'unknown-org', ['unitIds.1']],
    ['a village as unit', { unitIds: ['leyu-v1'] }, 'unknown-org', ['unitIds.0']],
    ['the city as unit', { unitIds: ['320582'] }, 'unknown-org', ['unitIds.0']],
    ['a scene in another town', { unitIds: ['leyu'], sceneOrgId: 'yangshe-v1' }, 'unknown-org', ['sceneOrgId']],
    ['a scene at city level', { sceneOrgId: 'water-affairs-bureau' }, 'unknown-org', ['sceneOrgId']],
    ['no level though it happened', { hasHappened: true }, 'invalid-input', ['eventLevel']],
    ['a warning that nobody sent', { source: { kind: 'warning', warningId: uuidv7() } }, 'invalid-input', ['source.warningId']],
    ['no exercise mark', { exercise: undefined }, 'invalid-input', ['exercise']],
    ['an empty title', { title: ' ' }, 'invalid-input', ['title']],
    ['a colour as level', { eventLevel: 'red' }, 'invalid-input', ['eventLevel']],
    [
      'a place on the moon',
      { place: { description: 'x', position: { type: 'Point', coordinates: [200, 0] } } },
      'invalid-input',
      ['place.position.coordinates.0'],
    ],
    ['a time without offset', { occurredAt: '2024-09-14T18:00:00' }, 'invalid-input', ['occurredAt']],
    ['a NUL in its words', { nature: 'a\u0000b' }, 'invalid-input', ['nature']],
    ['a level of the response as event level', { eventLevel: 'III' }, 'invalid-input', ['eventLevel']],
  ])('is refused with %s, and nothing is half done', async (_, overrides, code, fields) => {
    const before = [await count('incident'), await count('outbox'), await count('timeline'), await count('request')];
    expect(await refusedWith(body(overrides))).toEqual({ status: 400, code, fields });
    expect([await count('incident'), await count('outbox'), await count('timeline'), await count('request')]).toEqual(before);
  });

  it('says why in the language asked for, with each field in both', async () => {
    const english = await app.as(cityCaller, 'en');
    const { body: problem, contentType } = await english.send<Problem>('POST', '/api/incidents', body({ category: '11000' }));
    expect(contentType).toMatch(/^application\/problem\+json/);
    expect(problem).toMatchObject({
      title: 'Unknown category code',
      fields: [
        {
          field: 'category',
          reason: '类别 11000 太笼统，请选到具体种类',
          reasonEn: 'Category 11000 is too general, choose a kind below it',
        },
      ],
    });
  });

  it.each([['staff'], ['auditor'], ['command-point']] as const)('is not for %s', async (role) => {
    expect(await refusedWith(body(), await app.as({ ...cityCaller, roles: [role] }))).toMatchObject({ status: 403, code: 'not-allowed' });
  });
});

describe('seeing incidents', () => {
  it('a town sees what touches it; foreign and missing answer alike', async () => {
    const foreign = await yangshe.post<Incident>('/api/incidents', body({ unitIds: ['yangshe'] }));
    const seen = (await leyu.get<IncidentPage>('/api/incidents?limit=200')).incidents;
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(({ unitIds }) => unitIds.includes('leyu'))).toBe(true);
    const answers = await Promise.all(
      ['', '/timeline'].flatMap((tail) => [foreign.id, uuidv7()].map((id) => leyu.send<Problem>('GET', `/api/incidents/${id}${tail}`))),
    );
    expect(answers.map(({ status, body: { code } }) => [status, code])).toEqual(Array(4).fill([404, 'not-found']));
    expect((await (await app.as(departmentCaller)).get<IncidentPage>('/api/incidents')).incidents).toEqual([]);
  });

  it('newest first, page by page, without gap or repeat, even within one instant', async () => {
    for (let nth = 0; nth < 5; nth += 1) await city.post('/api/incidents', body());
    const all = (await city.get<IncidentPage>('/api/incidents?limit=200')).incidents.map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: IncidentPage = await city.get(`/api/incidents?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      paged.push(...page.incidents.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(paged).toEqual(all);
    expect(new Set(all).size).toBe(all.length);
    expect((await city.get<IncidentPage>('/api/incidents?state=closed')).incidents).toEqual([]);
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=1', 'state=gone'])('refuses the query %s', async (query) => {
    expect(await city.send<Problem>('GET', `/api/incidents?${query}`)).toMatchObject({
      status: 400,
      body: { fields: [{ field: query.split('=')[0] }] },
    });
  });

  it('refuses an id that is none', async () => {
    expect((await city.send('GET', '/api/incidents/1')).status).toBe(400);
  });
});

describe('the draft of the typhoon drill', () => {
  it('covers the whole city for its centre and opens with one click', async () => {
    const { drafts } = await city.get<IncidentDraftsAnswer>('/api/incident-drafts');
    expect(drafts.map(({ id }) => id)).toEqual(['bebinca-2024']);
    const opened = await city.post<Incident>('/api/incidents', { ...drafts[0]!.incident, requestId: uuidv7() });
    expect(opened).toMatchObject({
      exercise: true,
      category: '11B01',
      title: '台风“贝碧嘉”防御演练',
      unitIds: ['leyu', 'yangshe'],
      occurredAt: '2024-09-14T10:00:00.000Z',
      place: { description: '张家港市全域', position: { type: 'Point', coordinates: [120.5, 31.9] } },
    });
  });

  it('covers its own unit for a town, and a department has none', async () => {
    const own = (await leyu.get<IncidentDraftsAnswer>('/api/incident-drafts')).drafts;
    expect(own[0]!.incident).toMatchObject({ unitIds: ['leyu'], place: { description: 'leyu镇全域' } });
    expect((await (await app.as(departmentCaller)).get<IncidentDraftsAnswer>('/api/incident-drafts')).drafts).toEqual([]);
  });
});

it('the category tree is served whole', async () => {
  const { categories } = await city.get<{ categories: { code: string }[] }>('/api/categories');
  expect(categories).toHaveLength(223);
});
