import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { SourceDocument } from '#contracts/incident.js';
import { sourceDocument } from '#contracts/incident.js';
import type { Problem } from '#contracts/problem.js';
import type { ApiClient } from '#testing/api-client.js';
import { cityCaller, IntakeApp, leyuCaller } from '../testing/intake-app.js';

const samples = join(import.meta.dirname, '../../test-data/cap');
const files = readdirSync(samples).filter((file) => file.endsWith('.xml'));
const broken = (file: string) => /EXCERPT|INVALID/.test(file);
const textOf = (file: string) => readFileSync(join(samples, file), 'utf8');
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
  client.send<Answer>('POST', '/api/source-documents', xml, mediaType);
const kept = async (): Promise<number> => (await app.a.sql<{ n: number }>('SELECT count(*)::int AS n FROM intake.source_document'))[0]!.n;

describe('uploading', () => {
  it.each(files.filter((file) => !broken(file)))('%s is kept as it came and read back', async (file) => {
    const { status, body } = await upload<SourceDocument>(textOf(file));
    expect(status).toBe(201);
    expect(sourceDocument.safeParse(body).error).toBeUndefined();
    expect(await city.get<SourceDocument>(`/api/source-documents/${body.id}`)).toEqual(body);
    const [row] = await app.a.sql<{ body: string }>('SELECT body FROM intake.source_document WHERE id = $1', [body.id]);
    expect(row!.body).toBe(textOf(file));
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
    expect((await upload(penglai, city, mediaType)).status).toBe(201);
  });

  it.each([
    ['application/json', '{}', 415],
    ['text/plain', penglai, 415],
    ['application/cap+xml', '', 400],
  ])('refuses %s with %j', async (mediaType, text, status) => {
    expect((await upload(text, city, mediaType)).status).toBe(status);
  });

  it('takes 4 MB and refuses 6 MB', async () => {
    const long = (megabytes: number) => penglai.replace('</description>', `${'x'.repeat(megabytes * 1_048_576)}</description>`);
    expect((await upload(long(4))).status).toBe(201);
    expect(await upload(long(6))).toMatchObject({ status: 413, body: { code: 'too-large' } });
  });

  it('is for those who may open an incident', async () => {
    expect((await upload(penglai, await app.as({ ...cityCaller, roles: ['auditor'] }))).status).toBe(403);
  });
});

describe('a document as the source of an incident', () => {
  const open = (documentId: string, exercise: boolean, client = city) =>
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
      source: { kind: 'warning', documentId },
    });

  it('a test message opens a drill and never the real thing', async () => {
    const { body } = await upload<SourceDocument>(penglai.replace('>Actual<', '>Test<'));
    expect(body.exerciseOnly).toBe(true);
    expect(await open(body.id, false)).toMatchObject({ status: 409, body: { code: 'exercise-differs', fields: [{ field: 'exercise' }] } });
    expect((await open(body.id, true)).status).toBe(201);
  });

  it('belongs to whoever uploaded it: another scope does not find it', async () => {
    const { body } = await upload<SourceDocument>(penglai);
    expect((await leyu.send('GET', `/api/source-documents/${body.id}`)).status).toBe(404);
    expect(await open(body.id, true, leyu)).toMatchObject({ status: 400, body: { fields: [{ field: 'source.documentId' }] } });
    const own = (await upload<SourceDocument>(penglai, leyu)).body;
    expect((await city.send('GET', `/api/source-documents/${own.id}`)).status).toBe(200);
    expect((await open(own.id, false, leyu)).status).toBe(201);
  });
});
