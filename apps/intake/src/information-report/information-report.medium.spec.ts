import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Incident, IncidentTimeline, OpenIncident } from '#contracts/incident.js';
import type { FileInformationReport, IncidentReports, InformationReport, ReportDutiesAnswer } from '#contracts/information-report.js';
import { incidentReports, informationReport, reportDutiesAnswer } from '#contracts/information-report.js';
import type { Problem } from '#contracts/problem.js';
import type { ResponseLevel } from '#contracts/scales.js';
import { NotYet } from '#messaging/ports.js';
import type { ApiClient } from '#testing/api-client.js';
import { cityCaller, departmentCaller, IntakeApp, leyuCaller, yangsheCaller } from '../testing/intake-app.js';
import { IncidentResponseService } from './response.service.js';

let app: IntakeApp;
let city: ApiClient;
let leyu: ApiClient;
let service: DataSource;
let responses: IncidentResponseService;
let operator: string;

beforeAll(async () => {
  app = await IntakeApp.boot();
  operator = await app.a.account('值班员甲', '320582');
  responses = app.get(IncidentResponseService);
  service = app.get(DataSource);
});
beforeEach(async () => {
  app.clock.set('2024-09-14T18:00:00+08:00');
  await signIn();
});
afterAll(async () => {
  await app.close();
});

/** Sessions live ten minutes: whoever goes on later signs in anew. */
const signIn = async () => {
  [city, leyu] = await Promise.all([app.as({ ...cityCaller, sub: operator }), app.as(leyuCaller)]);
};
const later = async (span: string): Promise<number> => {
  const found = await app.alarmClock.fastForward(span);
  await signIn();
  return found;
};
const at = (time: string): string => new Date(`2024-09-14T${time}+08:00`).toISOString();

const open = (overrides: Partial<OpenIncident> = {}): Promise<Incident> =>
  city.post<Incident>('/api/incidents', {
    requestId: uuidv7(),
    exercise: true,
    category: '12D01',
    title: '储罐泄漏',
    nature: '阀门破裂，液氨泄漏',
    eventLevel: 'general',
    place: { description: '沿江路 8 号' },
    unitIds: ['leyu', 'yangshe'],
    hasHappened: true,
    occurredAt: at('17:50:00'),
    source: { kind: 'phone' },
    firstReport: { dead: 0, measuresTaken: '企业自行堵漏' },
    ...overrides,
  });

const written = (overrides: Partial<FileInformationReport> = {}): FileInformationReport => ({
  requestId: uuidv7(),
  exercise: true,
  kind: 'first',
  form: 'written',
  to: '市政府总值班室',
  givenAt: null,
  occurredAt: at('17:50:00'),
  place: '沿江路 8 号',
  source: '企业报告',
  nature: '阀门破裂，液氨泄漏',
  scopeAndDamage: '厂区内，尚无损失',
  dead: 0,
  injured: 2,
  missing: null,
  trend: '泄漏减弱',
  measuresTaken: '堵漏，疏散 200 人',
  ...overrides,
});
const oral = (overrides: Partial<FileInformationReport> = {}) =>
  written({ form: 'oral', scopeAndDamage: '', trend: '', measuresTaken: '', source: '', ...overrides });
const file = (incident: { id: string }, report: FileInformationReport, client = city) =>
  client.post<InformationReport>(`/api/incidents/${incident.id}/information-reports`, report);
const refused = async (incident: { id: string }, report: object, client = city) => {
  const { status, body } = await client.send<Problem>('POST', `/api/incidents/${incident.id}/information-reports`, report);
  return [status, body.code, ...(body.fields ?? []).map(({ field }) => field)];
};
const read = (incident: { id: string }, client = city) => client.get<IncidentReports>(`/api/incidents/${incident.id}/information-reports`);
/** The duties of an incident as lines: kind, nth, deadline, and what became of it. */
const duties = async (incident: { id: string }) =>
  (await read(incident)).duties.map(
    ({ kind, nth, dueAt, metByNumber, closedAt, overdue }) =>
      `${kind} ${nth} ${new Date(Date.parse(dueAt) + 8 * 3_600_000).toISOString().slice(8, 16)} ${
        metByNumber === null ? (closedAt === null ? 'open' : 'closed') : `#${metByNumber}`
      }${overdue ? ' overdue' : ''}`,
  );

const started = (
  incident: Incident,
  level: ResponseLevel,
  { activationId = uuidv7(), exercise = incident.exercise, unitId = 'leyu' } = {},
) => ({
  activationId,
  start: () => tell((tx) => responses.takeStarted(tx, [envelope(exercise, startOf(incident, level, activationId, unitId))] as never)),
  end: () =>
    tell((tx) =>
      responses.takeEnded(tx, [
        envelope(exercise, { activationId, unitId, endedAt: app.clock.now().toISOString(), reason: '险情消除' }),
      ] as never),
    ),
});
const startOf = (incident: Incident, level: ResponseLevel, activationId: string, unitId: string) => ({
  activationId,
  incidentId: incident.id,
  unitId,
  level,
  startedAt: app.clock.now().toISOString(),
});
const envelope = (exercise: boolean, data: object) => ({ exercise, data });
const tell = (work: (tx: DataSource['manager']) => Promise<void>) => service.transaction(work);

describe('filing a report', () => {
  it('keeps it with its number, meets its duties and writes its story, and the contract fits', async () => {
    const incident = await open();
    expect(await duties(incident)).toEqual(['first-oral 1 14T18:30 open', 'first-written 1 14T19:00 open']);
    await later('5m');
    const report = await file(incident, written());
    expect(informationReport.safeParse(report).error).toBeUndefined();
    expect(report).toMatchObject({
      number: 1,
      lateMinutes: 0,
      givenAt: at('18:05:00'),
      by: { id: operator, name: '值班员甲' },
      missing: null,
    });
    const answer = await read(incident);
    expect(incidentReports.safeParse(answer).error).toBeUndefined();
    expect(answer).toMatchObject({
      level: null,
      limits: { oralMinutes: 30, writtenMinutes: 60 },
      reports: [report],
      possible: [
        { kind: 'follow-up', form: 'oral' },
        { kind: 'follow-up', form: 'written' },
        { kind: 'final', form: 'oral' },
        { kind: 'final', form: 'written' },
      ],
      draft: { to: '市政府总值班室', trend: '泄漏减弱', injured: 2, missing: null },
    });
    expect(await duties(incident)).toEqual(['first-oral 1 14T18:30 #1', 'first-written 1 14T19:00 #1']);
    const story = await city.get<IncidentTimeline>(`/api/incidents/${incident.id}/timeline`);
    expect(story.entries.map(({ what, by, facts }) => [what, by.name, facts.kind])).toEqual([
      ['incident.opened', '值班员甲', undefined],
      ['report-duty.opened', '值班员甲', 'first-oral'],
      ['report-duty.opened', '值班员甲', 'first-written'],
      ['information-report.filed', '值班员甲', 'first'],
    ]);
    expect(JSON.stringify(await app.a.sql('SELECT facts FROM intake.timeline'))).not.toContain('值班员');
  });

  it('begins with the words and figures that the incident was opened with', async () => {
    expect((await read(await open())).draft).toEqual({
      kind: 'first',
      form: 'oral',
      to: '',
      occurredAt: at('17:50:00'),
      place: '沿江路 8 号',
      source: '电话报告',
      nature: '阀门破裂，液氨泄漏',
      scopeAndDamage: '',
      dead: 0,
      injured: null,
      missing: null,
      trend: '',
      measuresTaken: '企业自行堵漏',
    });
  });

  it('once per request id, and two at once get the numbers 1 and 2', async () => {
    const incident = await open();
    await file(incident, written());
    const sent = written({ kind: 'follow-up' });
    const [one, same, other] = await Promise.all([
      file(incident, sent),
      file(incident, sent),
      file(incident, written({ kind: 'follow-up' })),
    ]);
    expect(same).toEqual(one);
    expect([one.number, other.number].sort()).toEqual([2, 3]);
    expect(await refused(incident, { ...sent, trend: '别的' })).toEqual([409, 'request-id-reused']);
    expect(await refused(await open(), sent)).toEqual([409, 'request-id-reused']);
  });

  it('of two first reports at once one is refused', async () => {
    const incident = await open();
    const answers = await Promise.all([1, 2].map(() => refused(incident, written())));
    expect(answers.map(([status]) => status).sort()).toEqual([201, 409]);
  });

  it('counts when it was given, not when it was typed', async () => {
    const incident = await open();
    await later('50m');
    expect(await file(incident, oral({ givenAt: at('18:20:00') }))).toMatchObject({ lateMinutes: 0, filedAt: at('18:50:00') });
    await later('25m');
    expect(await file(incident, written())).toMatchObject({ number: 2, lateMinutes: 15 });
    expect(await duties(incident)).toEqual(['first-oral 1 14T18:30 #1', 'first-written 1 14T19:00 #2 overdue']);
  });

  it.each<[string, object, string, string[]]>([
    ['the other exercise mark', { exercise: false }, 'exercise-differs', ['exercise']],
    ['a follow-up before the first', { kind: 'follow-up' }, 'report-out-of-order', ['kind']],
    ['a final report before the first', { kind: 'final' }, 'report-out-of-order', ['kind']],
    ['a time to come', { givenAt: '2024-09-14T18:00:01+08:00' }, 'invalid-input', ['givenAt']],
    ['a time before anyone knew', { givenAt: '2024-09-14T17:59:59+08:00' }, 'invalid-input', ['givenAt']],
    ['a far year', { occurredAt: '9999-12-31T23:59:59-12:00' }, 'invalid-input', ['occurredAt']],
    [
      'nothing to say',
      { scopeAndDamage: ' ', trend: '', measuresTaken: '' },
      'invalid-input',
      ['scopeAndDamage', 'trend', 'measuresTaken'],
    ],
    ['nobody to whom', { to: '' }, 'invalid-input', ['to']],
    ['a NUL', { trend: 'a\u0000b' }, 'invalid-input', ['trend']],
    ['no exercise mark', { exercise: undefined }, 'invalid-input', ['exercise']],
    ['half a person', { dead: 0.5 }, 'invalid-input', ['dead']],
  ])('is refused with %s, and nothing is half done', async (_, overrides, code, fields) => {
    const incident = await open();
    expect((await refused(incident, { ...written(), ...overrides })).slice(1)).toEqual([code, ...fields]);
    expect((await read(incident)).reports).toEqual([]);
  });
});

describe('a whole life of duties', () => {
  it('from the first response over a level and a restart to the final report', async () => {
    const incident = await open();
    const first = started(incident, 'III');
    await first.start();
    expect(await duties(incident)).toEqual(['first-oral 1 14T18:30 open', 'first-written 1 14T19:00 open', 'follow-up 1 14T21:00 open']);
    await later('20m');
    await file(incident, oral());
    expect(await duties(incident)).toEqual(['first-oral 1 14T18:30 #1', 'first-written 1 14T19:00 open', 'follow-up 1 14T21:20 open']);
    await later('20m');
    await file(incident, written());
    // A stronger response sets the pace from the last report: 18:40 and an hour.
    const second = started(incident, 'II', { unitId: 'yangshe' });
    await later('10m');
    await second.start();
    expect((await read(incident)).level).toBe('II');
    expect((await duties(incident)).at(-1)).toBe('follow-up 1 14T19:40 open');
    await later('30m');
    await file(incident, written({ kind: 'follow-up' }));
    expect((await duties(incident)).slice(2)).toEqual(['follow-up 1 14T19:40 #3', 'follow-up 2 14T20:20 open']);
    await second.end();
    expect((await duties(incident)).at(-1)).toBe('follow-up 2 14T22:20 open');
    expect(await refused(incident, written({ kind: 'final' }))).toEqual([409, 'report-out-of-order', 'kind']);
    await later('10m');
    await first.end();
    expect((await duties(incident)).slice(3)).toEqual(['follow-up 2 14T22:20 closed', 'final 1 15T19:30 open']);
    const again = started(incident, 'IV');
    await later('1h');
    await again.start();
    expect((await duties(incident)).slice(3)).toEqual([
      'follow-up 2 14T22:20 closed',
      'follow-up 3 14T23:30 open',
      'final 1 15T19:30 closed',
    ]);
    await again.end();
    expect((await duties(incident)).at(-1)).toBe('final 2 15T20:30 open');
    await later('1h');
    expect(await refused(incident, written({ kind: 'final', givenAt: at('20:29:00') }))).toEqual([409, 'report-out-of-order', 'givenAt']);
    await file(incident, written({ kind: 'final' }));
    expect((await read(incident)).duties.filter(({ metAt, closedAt }) => !metAt && !closedAt)).toEqual([]);
    expect(await refused(incident, written({ kind: 'final' }))).toEqual([409, 'report-out-of-order', 'kind']);
    expect(await file(incident, written({ kind: 'follow-up' }))).toMatchObject({ number: 5, lateMinutes: 0 });
    expect((await read(incident)).duties.filter(({ metAt, closedAt }) => !metAt && !closedAt)).toEqual([]);
  });

  it('what only threatens is owed from the start of its first response', async () => {
    const incident = await open({ hasHappened: false, eventLevel: 'undetermined', category: '11B01' });
    expect(await duties(incident)).toEqual([]);
    await later('2h');
    await started(incident, 'I').start();
    expect(await duties(incident)).toEqual(['first-oral 1 14T20:30 open', 'first-written 1 14T21:00 open', 'follow-up 1 14T21:00 open']);
  });

  it('an event delivered twice or in parts changes nothing; one of the other kind is refused; an unknown incident is not yet', async () => {
    const incident = await open();
    const response = started(incident, 'III');
    await response.start();
    const before = [await duties(incident), await city.get(`/api/incidents/${incident.id}/timeline`)];
    await response.start();
    expect([await duties(incident), await city.get(`/api/incidents/${incident.id}/timeline`)]).toEqual(before);
    await response.end();
    const ended = await duties(incident);
    await later('5m');
    await response.end();
    await response.start();
    expect(await duties(incident)).toEqual(ended);
    await expect(started(incident, 'III', { exercise: false }).start()).rejects.toMatchObject({ code: 'exercise-differs' });
    await expect(started({ ...incident, id: uuidv7() }, 'III').start()).rejects.toThrow(NotYet);
    await expect(started(incident, 'III').end()).rejects.toThrow(NotYet);
  });

  it('a deadline that passes is noted once', async () => {
    const incident = await open();
    const overdue = async () =>
      (await city.get<IncidentTimeline>(`/api/incidents/${incident.id}/timeline`)).entries.filter(
        ({ what }) => what === 'report-duty.overdue',
      );
    await later('30m');
    expect(await overdue()).toEqual([]);
    await later('1s');
    expect(await overdue()).toEqual([
      expect.objectContaining({
        at: at('18:30:01'),
        by: expect.objectContaining({ kind: 'clock' }),
        facts: { kind: 'first-oral', nth: 1, dueAt: at('18:30:00') },
      }),
    ]);
    await later('20m');
    expect(await overdue()).toHaveLength(1);
    expect((await read(incident)).duties[0]).toMatchObject({ kind: 'first-oral', overdue: true, metAt: null });
  });
});

describe('seeing duties', () => {
  it('a town sees and files what touches its unit; foreign and missing answer alike', async () => {
    const [ours, foreign] = [await open({ unitIds: ['leyu'] }), await open({ unitIds: ['yangshe'] })];
    const list = async (client: ApiClient) => {
      const answer = await client.get<ReportDutiesAnswer>('/api/report-duties');
      expect(reportDutiesAnswer.safeParse(answer).error).toBeUndefined();
      expect(answer.duties.map(({ dueAt }) => dueAt)).toEqual(answer.duties.map(({ dueAt }) => dueAt).sort());
      return answer.duties.map(({ incidentId }) => incidentId);
    };
    expect(await list(leyu)).toContain(ours.id);
    expect(await list(leyu)).not.toContain(foreign.id);
    expect(await list(city)).toEqual(expect.arrayContaining([ours.id, foreign.id]));
    expect(await list(await app.as(departmentCaller))).toEqual([]);
    expect((await file(ours, written(), leyu)).number).toBe(1);
    expect(await list(leyu)).not.toContain(ours.id);
    const yangshe = await app.as(yangsheCaller);
    for (const id of [ours.id, uuidv7()]) {
      expect(await refused({ id }, written(), yangshe)).toEqual([404, 'not-found']);
      expect((await yangshe.send('GET', `/api/incidents/${id}/information-reports`)).status).toBe(404);
    }
    expect(await refused(ours, written(), await app.as({ ...cityCaller, roles: ['auditor'] }))).toEqual([403, 'not-allowed']);
  });
});

it('a report is never changed or deleted: not by the service, not by the owner of the database', async () => {
  const incident = await open();
  await file(incident, written());
  const attempts = [`UPDATE intake.information_report SET trend = ''`, 'DELETE FROM intake.information_report'];
  for (const attempt of attempts) {
    await expect(service.query(attempt)).rejects.toThrow(/permission denied/);
    await expect(app.a.sql(attempt)).rejects.toThrow(/never changed or deleted/);
  }
  await expect(app.a.sql('TRUNCATE intake.information_report CASCADE')).rejects.toThrow(/never changed or deleted/);
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    expect((await city.send(method, `/api/incidents/${incident.id}/information-reports`, {})).status).toBe(404);
  }
});
