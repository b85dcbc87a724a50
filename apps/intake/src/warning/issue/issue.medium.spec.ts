import { uuidv7 } from 'uuidv7';
import type { Problem } from '#contracts/problem.js';
import type { IssueWarning, WarningDetail, WarningExamplesAnswer, WarningPage, WarningTaken } from '#contracts/warning.js';
import { warningTaken } from '#contracts/warning.js';
import type { ApiClient } from '#testing/api-client.js';
import { cityCaller, departmentCaller, IntakeApp, leyuCaller, yangsheCaller } from '../../testing/intake-app.js';
import { schemaProblems } from '../testing/cap-schema.js';

let app: IntakeApp;
let city: ApiClient;
let leyu: ApiClient;
let yangshe: ApiClient;

beforeAll(async () => {
  app = await IntakeApp.boot();
  [city, leyu, yangshe] = await Promise.all([app.as(cityCaller), app.as(leyuCaller), app.as(yangsheCaller)]);
});

afterAll(async () => {
  await app.close();
});

const command = (overrides: Partial<IssueWarning> = {}) => ({
  requestId: uuidv7(),
  exercise: false,
  category: '11B01',
  colour: 'blue',
  headline: '台风蓝色预警',
  description: '24 小时内可能受热带风暴影响',
  urgency: 'Future',
  severity: 'Moderate',
  certainty: 'Likely',
  unitIds: ['leyu'],
  expiresAt: '2024-09-15T18:00:00+08:00',
  ...overrides,
});
const issue = (overrides: Partial<IssueWarning>, client = city) => client.post<WarningTaken>('/api/warnings/issued', command(overrides));
const refusedWith = async (overrides: Partial<IssueWarning>, client = city) => {
  const { status, body } = await client.send<Problem>('POST', '/api/warnings/issued', command(overrides));
  return { status, code: body.code, fields: body.fields?.map(({ field }) => field) };
};
const documentOf = (client: ApiClient, { warning, messageId }: WarningTaken) =>
  client.send<string>('GET', `/api/warnings/${warning.id}/messages/${messageId}/document`);

it('goes out as CAP 1.2, comes in by the same reader, and reaches the towns that it warns', async () => {
  const taken = await issue({ unitIds: ['leyu'] });
  expect(warningTaken.safeParse(taken).error).toBeUndefined();
  expect(taken).toMatchObject({
    takenAs: 'new',
    warning: {
      door: 'issued',
      sender: 'muster.320582',
      colour: 'blue',
      category: '11B01',
      reach: 'ours',
      state: 'in-force',
      units: [{ unitId: 'leyu' }],
      proposal: { incident: { exercise: false, unitIds: ['leyu'], eventLevel: 'undetermined', hasHappened: false } },
    },
  });
  const document = await documentOf(leyu, taken);
  expect(document.status).toBe(200);
  expect(await schemaProblems(document.body)).toEqual([]);
  expect((await documentOf(yangshe, taken)).status).toBe(404);
});

it('is updated and cancelled by those who issued it; the units that were warned hear of it', async () => {
  const first = await issue({ unitIds: ['leyu', 'yangshe'] });
  const update = await issue({ changes: first.warning.id, colour: 'yellow', headline: '台风黄色预警', unitIds: ['leyu'] });
  expect(update).toMatchObject({ takenAs: 'update', warning: { id: first.warning.id, colour: 'yellow', messageCount: 2 } });
  expect(update.warning.units.map(({ unitId }) => unitId)).toEqual(['leyu']);
  expect((await yangshe.get<WarningDetail>(`/api/warnings/${first.warning.id}`)).proposal).toMatchObject({
    incident: null,
    because: ['not-ours'],
  });
  const cancelled = await issue({ cancels: first.warning.id, headline: '解除台风预警', unitIds: ['leyu', 'yangshe'] });
  expect(cancelled).toMatchObject({
    takenAs: 'cancel',
    warning: { id: first.warning.id, state: 'cancelled', colour: null, messageCount: 3 },
  });
  expect(cancelled.warning.messages[0]).toMatchObject({
    msgType: 'Cancel',
    holds: true,
    references: [expect.any(String), expect.any(String)],
  });
  expect(await refusedWith({ changes: first.warning.id })).toMatchObject({ status: 409, code: 'warning-cancelled' });
  const told = await app.a.sql<{ what: string }>(`SELECT what FROM intake.timeline WHERE facts->>'warningId' = $1 ORDER BY id`, [
    first.warning.id,
  ]);
  expect(told.map(({ what }) => what)).toEqual(['warning.issued', 'warning.updated', 'warning.cancelled']);
});

it('a town issues for itself; the city may change that, the town not what the city said', async () => {
  const own = await issue({}, leyu);
  expect(own.warning).toMatchObject({ sender: 'muster.320582.leyu', units: [{ unitId: 'leyu' }] });
  const ofCity = await issue({ changes: own.warning.id }, city);
  expect(ofCity).toMatchObject({ takenAs: 'update', warning: { sender: 'muster.320582' } });
  expect(await refusedWith({ cancels: own.warning.id }, leyu)).toEqual({ status: 409, code: 'not-our-warning', fields: ['cancels'] });
  expect(await refusedWith({ unitIds: ['yangshe'] }, leyu)).toEqual({ status: 400, code: 'unknown-org', fields: ['unitIds.0'] });
  expect(await refusedWith({ changes: own.warning.id, unitIds: ['yangshe'] }, yangshe)).toEqual({
    status: 400,
    code: 'invalid-input',
    fields: ['changes'],
  });
  expect(await refusedWith({}, await app.as(departmentCaller))).toMatchObject({ code: 'unknown-org' });
  expect(await refusedWith({}, await app.as({ ...cityCaller, roles: ['auditor'] }))).toMatchObject({ status: 403 });
});

it('is issued once for one request', async () => {
  const person = await app.as({ ...cityCaller });
  const body = command();
  const first = await person.post<WarningTaken>('/api/warnings/issued', body);
  expect(await person.post<WarningTaken>('/api/warnings/issued', body)).toEqual(first);
  expect(await person.send<Problem>('POST', '/api/warnings/issued', { ...body, colour: 'red' })).toMatchObject({
    body: { code: 'request-id-reused' },
  });
});

it('cannot be changed by a message that anyone uploads', async () => {
  const { warning } = await issue({});
  const forged = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>forged</identifier><sender>x</sender><sent>2024-09-14T18:05:00+08:00</sent>
<status>Actual</status><msgType>Cancel</msgType><scope>Public</scope><references>${warning.sender},${warning.identifier},2024-09-14T18:05:00+08:00</references></alert>`;
  expect(await city.send<Problem>('POST', '/api/warnings', forged, 'application/cap+xml')).toMatchObject({
    status: 400,
    body: {
      code: 'invalid-cap',
      fields: [{ field: 'alert.references', reasonEn: expect.stringMatching(/^Line 2: .*issued here/) as string }],
    },
  });
});

describe('the example of the drill', () => {
  it('is an exercise for the whole city that a newcomer can try at any time, and trying twice is a repeat', async () => {
    const { examples } = await city.get<WarningExamplesAnswer>('/api/warning-examples');
    expect(examples).toMatchObject([{ id: 'bebinca-2024', name: '台风“贝碧嘉”防御演练' }]);
    expect(await schemaProblems(examples[0]!.document)).toEqual([]);
    const taken = await city.send<WarningTaken>('POST', '/api/warnings', examples[0]!.document, 'application/cap+xml');
    expect(taken).toMatchObject({
      status: 201,
      body: {
        takenAs: 'new',
        warning: {
          status: 'Exercise',
          exercise: true,
          state: 'in-force',
          colour: 'blue',
          category: '11B01',
          reach: 'ours',
          proposal: { incident: { exercise: true, unitIds: ['leyu', 'yangshe'], knownAt: '2024-09-14T10:00:00.000Z' }, because: [] },
        },
      },
    });
    const again = await city.send<WarningTaken>(
      'POST',
      '/api/warnings',
      (await city.get<WarningExamplesAnswer>('/api/warning-examples')).examples[0]!.document,
      'text/xml',
    );
    expect(again.body).toMatchObject({ takenAs: 'repeat', warning: { id: taken.body.warning.id } });
    const { incident } = taken.body.warning.proposal;
    const opened = await leyu.send('POST', '/api/incidents', { ...incident, unitIds: ['leyu'], requestId: uuidv7() });
    expect(opened.status).toBe(201);
    expect(
      (await city.get<WarningPage>('/api/warnings?limit=200')).warnings.find(({ id }) => id === taken.body.warning.id)?.incidentIds,
    ).toHaveLength(1);
    expect(await city.send<Problem>('POST', '/api/incidents', { ...incident, exercise: false, requestId: uuidv7() })).toMatchObject({
      body: { code: 'exercise-differs' },
    });
  });
});
