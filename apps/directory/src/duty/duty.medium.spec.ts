import { randomUUID } from 'node:crypto';
import type { AssignedDuty, DutyAnswer } from '#contracts/org.js';
import type { Problem } from '#contracts/problem.js';
import { holderId } from '../seed/people.rules.js';
import { DirectoryApp } from '../testing/directory-app.js';

const village = '320582104216';
const agent = holderId(village, 'village-service-agent', 0);

let directory: DirectoryApp;
let leyu: string;
beforeAll(async () => {
  directory = await DirectoryApp.boot();
  leyu = (await directory.signIn('leyu')).accessToken;
});
afterAll(() => directory?.close());

/** The clock stands at 10:00 on 2 March. */
const command = (changes: object = {}) => ({
  requestId: randomUUID(),
  orgId: village,
  postId: 'village-dispatcher',
  personId: agent,
  from: '2026-03-02T09:00:00+08:00',
  until: '2026-03-02T12:00:00+08:00',
  ...changes,
});
const assign = (body: object) => directory.send<AssignedDuty & Problem>('POST', '/api/duty', leyu, body);
const dispatcher = async () => {
  const { body } = await directory.send<DutyAnswer>('GET', `/api/duty?orgId=${village}`, leyu);
  return body.duties.find((line) => line.postId === 'village-dispatcher')!;
};
const turns = async () => ((await directory.database.query('SELECT count(*)::int AS n FROM directory.duty_turn')) as [{ n: number }])[0].n;

describe('putting somebody on duty', () => {
  it('holds while the turn lasts, then the roster again; the timeline says who did it', async () => {
    const regular = await dispatcher();
    expect(regular).toMatchObject({ holding: 'on-duty', personId: holderId(village, 'village-dispatcher', 0) });
    const answer = await assign(command());
    expect(answer.status).toBe(201);
    expect(await dispatcher()).toMatchObject({ holding: 'on-duty', personId: agent });
    const [line] = (await directory.database.query(`SELECT actor_kind, facts FROM directory.timeline WHERE what = 'duty.assigned'`)) as [
      { actor_kind: string; facts: Record<string, unknown> },
    ];
    expect(line).toMatchObject({ actor_kind: 'person', facts: { turnId: answer.body.turnId, orgId: village, personId: agent } });
    expect(JSON.stringify(line)).not.toContain(regular.personName);
    directory.clock.advance('2h');
    leyu = (await directory.signIn('leyu')).accessToken;
    expect(await dispatcher()).toMatchObject({ personId: regular.personId });
  });

  it('once per request id', async () => {
    const body = command();
    const before = await turns();
    const [one, other] = await Promise.all([assign(body), assign(body)]);
    expect(one.body).toEqual(other.body);
    expect(await turns()).toBe(before + 1);
    expect((await assign({ ...body, postId: 'grid-worker' })).body.code).toBe('request-id-reused');
  });

  it.each([
    ['another town', { orgId: '320582001206' }, 'unknown-org', 'orgId'],
    ['no org', { orgId: 'nowhere' }, 'unknown-org', 'orgId'],
    ['a post that is not there', { postId: 'town-mayor' }, 'unknown-post', 'postId'],
    ['a person of another town', { personId: holderId('320582001206', 'village-secretary', 0) }, 'unknown-person', 'personId'],
    ['nobody', { personId: randomUUID() }, 'unknown-person', 'personId'],
    ['a turn that ends before it begins', { until: '2026-03-02T08:00:00+08:00' }, 'invalid-input', 'until'],
    ['a time without offset', { from: '2026-03-02T08:00:00' }, 'invalid-input', 'from'],
  ])('is refused for %s, with nothing written', async (_, changes, code, field) => {
    const before = await turns();
    const answer = await assign(command(changes));
    expect(answer.body.code).toBe(code);
    expect(answer.body.fields!.map((each) => each.field)).toEqual([field]);
    expect(await turns()).toBe(before);
  });

  it('answers another town and no town alike', async () => {
    const [outside, absent] = [await assign(command({ orgId: '320582001206' })), await assign(command({ orgId: 'nowhere' }))];
    expect({ ...outside.body, correlationId: '' }).toEqual({ ...absent.body, correlationId: '' });
  });
});
