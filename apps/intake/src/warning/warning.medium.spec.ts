import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { Problem } from '#contracts/problem.js';
import type { WarningDetail, WarningTaken } from '#contracts/warning.js';
import { warningTaken } from '#contracts/warning.js';
import type { ApiClient } from '#testing/api-client.js';
import { cityCaller, IntakeApp, leyuCaller } from '../testing/intake-app.js';

const samples = join(import.meta.dirname, '../../test-data/cap');
const files = readdirSync(samples).filter((file) => file.endsWith('.xml'));
const broken = (file: string) => /EXCERPT|INVALID/.test(file);
const textOf = (file: string) => readFileSync(join(samples, file), 'utf8');
/** The sample of this name with another identifier, so that each test has its own. */
let numbered = 0;
const fresh = (xml: string) => xml.replace(/<identifier>[^<]*/, (said) => `${said}.${(numbered += 1)}`);
const penglai = textOf(files.find((file) => file.startsWith('cn_penglai'))!);

let app: IntakeApp;
let city: ApiClient;
let leyu: ApiClient;

beforeAll(async () => {
  app = await IntakeApp.boot();
  [city, leyu] = await Promise.all([app.as(cityCaller), app.as(leyuCaller)]);
});

afterAll(async () => {
  await app.close();
});

const upload = <Answer = Problem>(xml: string, client = city, mediaType = 'application/cap+xml') =>
  client.send<Answer>('POST', '/api/warnings', xml, mediaType);
const kept = async (): Promise<number> => (await app.a.sql<{ n: number }>('SELECT count(*)::int AS n FROM intake.warning_message'))[0]!.n;

describe('uploading', () => {
  it.each([
    ['cn_penglai', 'not-ours', ['not-ours', 'expired']],
    ['cn_henan', 'not-ours', ['not-ours']],
    ['google_usgs', 'not-ours', ['expired', 'not-ours']],
    ['oasis_v1dot2_appendixA1', 'unplaced', ['unplaced', 'no-category']],
    ['oasis_v1dot2_appendixA2', 'not-ours', ['expired', 'not-ours']],
    ['oasis_v1dot2_appendixA3', 'not-ours', ['not-ours']],
    ['oasis_v1dot2_appendixA4', 'not-ours', ['not-ours', 'no-category']],
  ])('%s is %s, is kept as it came, read back, and a repeat changes nothing', async (name, reach, because) => {
    const file = files.find((each) => each.startsWith(name))!;
    const { status, body } = await upload<WarningTaken>(textOf(file));
    expect(status).toBe(201);
    expect(warningTaken.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({ takenAs: 'new', warning: { reach, units: [], door: 'upload', messageCount: 1 } });
    expect(body.warning.proposal).toMatchObject({ incident: null });
    expect([...body.warning.proposal.because].sort()).toEqual(
      [...because].filter((each) => each !== 'expired' || body.warning.state === 'expired').sort(),
    );
    expect(await city.get<WarningDetail>(`/api/warnings/${body.warning.id}`)).toEqual(body.warning);
    const document = await city.send<string>('GET', `/api/warnings/${body.warning.id}/messages/${body.messageId}/document`);
    expect(document).toMatchObject({ status: 200, contentType: 'application/cap+xml', body: textOf(file) });
    const again = await upload<WarningTaken>(textOf(file));
    expect(again).toEqual({ ...again, status: 201, body: { ...body, takenAs: 'repeat' } });
  });

  it.each(files.filter(broken))('%s is refused with reasons and lines, and nothing is kept', async (file) => {
    const before = await kept();
    const { status, body } = await upload(textOf(file));
    expect([status, body.code]).toEqual([400, 'invalid-cap']);
    expect(body.fields!.length).toBeGreaterThan(0);
    expect(body.fields!.every(({ reason, reasonEn }) => /^第 \d+ 行：/.test(reason) && /^Line \d+: /.test(reasonEn))).toBe(true);
    expect(await kept()).toBe(before);
  });

  it.each(['application/cap+xml', 'application/xml', 'text/xml', 'application/cap+xml; charset=utf-8'])('takes %s', async (mediaType) => {
    expect((await upload(fresh(penglai), city, mediaType)).status).toBe(201);
  });

  it.each([
    ['application/json', '{}', 415],
    ['text/plain', penglai, 415],
    ['application/cap+xml', '', 400],
  ])('refuses %s with %j', async (mediaType, text, status) => {
    expect((await upload(text, city, mediaType)).status).toBe(status);
  });

  it('takes 4 MB and refuses 6 MB', async () => {
    const long = (megabytes: number) => fresh(penglai).replace('</description>', `${'x'.repeat(megabytes * 1_048_576)}</description>`);
    expect((await upload(long(4))).status).toBe(201);
    expect(await upload(long(6))).toMatchObject({ status: 413, body: { code: 'too-large' } });
  });

  it('is for those who may open an incident', async () => {
    expect((await upload(penglai, await app.as({ ...cityCaller, roles: ['auditor'] }))).status).toBe(403);
  });
});

describe('a warning as the source of an incident', () => {
  const open = (warningId: string, exercise: boolean, client = city) =>
    client.send<Problem>('POST', '/api/incidents', {
      requestId: uuidv7(),
      exercise,
      category: '11B09',
      title: '高温',
      nature: '高温',
      eventLevel: 'undetermined',
      place: { description: '全域' },
      unitIds: ['leyu'],
      hasHappened: false,
      occurredAt: '2024-09-14T18:00:00+08:00',
      source: { kind: 'warning', warningId },
    });

  it('a test message opens a drill and never the real thing', async () => {
    const { warning } = (await upload<WarningTaken>(fresh(penglai).replace('>Actual<', '>Test<'))).body;
    expect(warning).toMatchObject({ exercise: true, status: 'Test' });
    expect(await open(warning.id, false)).toMatchObject({
      status: 409,
      body: { code: 'exercise-differs', fields: [{ field: 'exercise' }] },
    });
    expect((await open(warning.id, true)).status).toBe(201);
  });

  it('belongs to whoever received it: another scope does not find it', async () => {
    const { warning } = (await upload<WarningTaken>(fresh(penglai))).body;
    expect((await leyu.send('GET', `/api/warnings/${warning.id}`)).status).toBe(404);
    expect(await open(warning.id, true, leyu)).toMatchObject({ status: 400, body: { fields: [{ field: 'source.warningId' }] } });
    const own = (await upload<WarningTaken>(fresh(penglai), leyu)).body.warning;
    expect((await city.send('GET', `/api/warnings/${own.id}`)).status).toBe(200);
    expect((await open(own.id, false, leyu)).status).toBe(201);
  });
});
