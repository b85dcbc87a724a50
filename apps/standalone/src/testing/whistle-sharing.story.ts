import { uuidv7 } from 'uuidv7';
import type { Incident } from '#contracts/incident.js';
import type { OpenedDesk, Session } from '#contracts/org.js';
import type { Task } from '#contracts/task.js';
import type { Whistle, WhistleTimeline } from '#contracts/whistle.js';
import { whistleActBodies, whistleActs } from '#contracts/whistle.js';
import { DeskClient } from '#desk-client/desk-client.js';
import { openCity } from './city.js';
import type { City, OpenPlatform } from './city.js';
import { openDraft, reconciled, startResponse } from './click.js';
import { routesOf } from './routes.js';
import { aWhistle, callOf, deskOf, person } from './whistle-people.js';
import type { Party } from './whistle-people.js';

const lead = 'water-affairs-bureau';
const stranger = 'education-bureau';

/** A body that each act would take, so that only the side and the state can refuse it. */
const bodyOf: Record<(typeof whistleActs)[number], object> = {
  'accept-offer': {},
  'refuse-offer': { reason: '不用' },
  return: { code: 'not-our-duty', words: '不归我们' },
  dispute: { words: '不同意' },
  yield: {},
  'ask-reassign': { words: '换人' },
  reassign: { leadOrgId: stranger },
  'add-assist': { orgIds: [stranger] },
  rule: { leadOrgId: stranger, words: '归它' },
  'send-back': { words: '没办好' },
  close: { satisfaction: 'satisfied', check: '看过' },
  withdraw: { reason: '吹错' },
  raise: { words: '更急' },
};

/** Who sees a whistle and what of it, over every route and every socket; and what bad input gets. */
export function describeWhistleSharing(name: string, open: OpenPlatform): void {
  describe(`${name}: who shares a whistle`, () => {
    let city: City;
    let town: Party;
    let centre: Party;
    let water: Party;
    let transport: Party;
    let education: Party;
    let incident: Incident;
    let whistle: Whistle;
    let townTask: Task;

    beforeAll(async () => {
      city = await openCity({ open });
      [town, centre] = ['leyu', 'zhiban'].map((login) => person(city, login)) as [Party, Party];
      [water, transport, education] = [lead, 'transport-bureau', stranger].map((orgId) => deskOf(city, orgId)) as [Party, Party, Party];
      const operator = await centre.api();
      incident = await openDraft(operator);
      const activation = await startResponse(operator, incident);
      await reconciled(operator, activation.id);
      const { tasks } = await (await town.api()).get<{ tasks: Task[] }>(`/api/tasks?activationId=${activation.id}&unitId=leyu`);
      townTask = tasks.find((task) => task.orgId.startsWith('leyu'))!;
      whistle = await town.blow({ unitId: 'leyu', exercise: true, origin: { from: 'incident', incidentId: incident.id } });
    });
    afterAll(async () => {
      await city?.close();
      expect(city.errors).toEqual([]);
    });

    /** Every GET and every POST of the platform, with the ids of this whistle wherever they fit. */
    const asked = (): { method: string; path: string; body?: object }[] =>
      routesOf(city.apps)
        .filter(({ path, access }) => access !== 'public' && !/demo|openapi|session/.test(path))
        .flatMap(({ method, path }) => {
          const ids = /tasks|deliveries/.test(path)
            ? [callOf(whistle, lead).taskId, townTask.id]
            : /whistles/.test(path)
              ? [whistle.id]
              : [incident.id];
          const act = whistleActs.find((each) => path.endsWith(`:whistleId/${each}`));
          return ids.map((id) => ({
            method,
            path: path.replace(/:\w+/g, id),
            ...(method === 'GET' ? {} : { body: { requestId: uuidv7(), ...(act ? bodyOf[act] : {}) } }),
          }));
        });
    const secrets = (): string[] => [whistle.id, callOf(whistle, lead).taskId, whistle.title, whistle.needed];

    it('is said by no route to a department that was not called', async () => {
      const api = await education.api();
      let checked = 0;
      for (const { method, path, body } of asked()) {
        const answered = await api.send(method, path, body);
        const said = JSON.stringify(answered.body);
        expect({ method, path, told: secrets().filter((secret) => said.includes(secret)) }).toEqual({ method, path, told: [] });
        if (/whistles\/[0-9a-f-]{36}/.test(path)) expect([path, answered.body.code]).toEqual([path, 'not-found']);
        checked += 1;
      }
      expect(checked).toBeGreaterThan(100);
      expect(await education.refusedTap({ id: whistle.id }, 'acknowledge').catch((error: Error) => error.message)).toMatch(/not-found/);
    });

    it('tells a called department of the incident no more than its title, and of the town nothing', async () => {
      const api = await water.api();
      for (const { method, path, body } of asked().filter(({ method }) => method === 'GET')) {
        const answered = await api.send(method, path, body);
        const said = JSON.stringify(answered.body);
        expect({ path, told: [incident.id, townTask.id].filter((secret) => said.includes(secret)) }).toEqual({ path, told: [] });
      }
      const seen = await water.read(whistle.id);
      expect(seen.incident).toEqual({ id: null, title: incident.title });
      expect(await water.refused('GET', `/api/whistles?incidentId=${incident.id}`)).toBe('done');
      expect((await api.get<{ whistles: unknown[] }>(`/api/whistles?incidentId=${incident.id}`)).whistles).toEqual([]);
      expect(await water.refused('POST', '/api/whistles', aWhistle({ unitId: 'leyu' }))).toBe('not-allowed');
    });

    it('cannot be passed on by who was called: not to another department, not to another org, not by an offer', async () => {
      for (const act of ['reassign', 'add-assist', 'rule'] as const) {
        expect([act, await water.refusedAct(whistle, act, bodyOf[act])]).toEqual([
          act,
          act === 'rule' ? 'only-the-city-centre' : 'only-the-town',
        ]);
      }
      const elsewhere = { orgId: stranger, postId: 'dept-whistle-officer', reason: '转给教育局' };
      expect(await water.refusedTap(whistle, 'hand-over', elsewhere)).toBe('unknown-org');
      const centreTap = await centre.refused('POST', `/api/tasks/${callOf(whistle, lead).taskId}/hand-over`, {
        requestId: uuidv7(),
        ...elsewhere,
      });
      expect(centreTap).toBe('unknown-org');
      await water.act(whistle, 'ask-reassign', { orgId: stranger, words: '他们在现场' });
      expect(await education.refused('GET', `/api/whistles/${whistle.id}`)).toBe('not-found');
    });

    it('shows others of a call what the scene board shows, and its story to its own department', async () => {
      await water.tap(whistle, 'acknowledge');
      await water.tap(whistle, 'note', { words: '泵车出发' });
      const story = async (party: Party) =>
        (await (await party.api()).get<WhistleTimeline>(`/api/whistles/${whistle.id}/timeline`)).entries.filter(
          ({ facts }) => facts.orgId === lead,
        );
      const noted = (entries: WhistleTimeline['entries']) =>
        entries.filter(({ what }) => what === 'task.noted').map(({ facts }) => facts.note);
      expect(noted(await story(transport))).toEqual(['泵车出发']);
      const issued = (entries: WhistleTimeline['entries']) => entries.find(({ what }) => what === 'task.issued')!.facts;
      expect(issued(await story(transport))).not.toHaveProperty('personId');
      expect(issued(await story(water))).toHaveProperty('personId');
      expect(await transport.refused('GET', `/api/tasks/${callOf(whistle, lead).taskId}`)).toBe('not-found');
    });

    it('rings in no room but those of its town, the departments that were called, and the city', async () => {
      const sharing = ['leyu:town-centre', lead, 'transport-bureau', 'city-centre'];
      const others = [stranger, 'jingang:town-centre', '320582104216'];
      const desks = new Map<string, DeskClient>();
      for (const orgId of [...sharing, ...others]) desks.set(orgId, await connect(city, orgId));
      const heard = (): string[] => [...desks].flatMap(([orgId, desk]) => (heardOf(desk, whistle) ? [orgId] : []));
      try {
        city.clock.advance('1s');
        await transport.tap(whistle, 'acknowledge');
        await until(() => heard().length >= sharing.length);
        expect(heard()).toEqual(sharing);
        const rows = [...desks].flatMap(([orgId, desk]) => (desk.rows.some((row) => row.activationId === whistle.id) ? [orgId] : []));
        expect(rows).toEqual([lead, 'transport-bureau']);
      } finally {
        for (const desk of desks.values()) desk.close();
      }
    });

    const bad: [string, object, string][] = [
      ['an unknown matter', { matterId: 'no-such-matter' }, 'unknown-matter'],
      ['a lead that assists as well', { assistOrgIds: [lead] }, 'lead-also-assists'],
      ['an unknown department', { leadOrgId: 'no-such-bureau' }, 'unknown-org'],
      ['a village as lead', { leadOrgId: '320582104216' }, 'not-a-department'],
      ['a bureau of the town as helper', { assistOrgIds: ['leyu:water-station'] }, 'not-a-department'],
      ['another town', { unitId: 'jingang' }, 'unknown-org'],
      ['no town at all', { unitId: 'nowhere' }, 'unknown-org'],
      ['an unknown incident', { origin: { from: 'incident', incidentId: uuidv7() } }, 'unknown-origin'],
      ['an unknown task', { origin: { from: 'task', taskId: uuidv7() } }, 'unknown-origin'],
      ['an unknown grid report', { origin: { from: 'grid-report', gridReportId: uuidv7() } }, 'unknown-origin'],
      ['no mark of the drill', { exercise: undefined }, 'invalid-input'],
      ['a second lead', { leadOrgId: [lead, 'transport-bureau'] }, 'invalid-input'],
      ['an unknown kind', { kind: 'sudden' }, 'invalid-input'],
    ];
    it.each(bad)('refuses %s and names the field', async (_what, wrong, code) => {
      const answered = await (
        await town.api()
      ).send<{ code: string; fields: { field: string }[] }>('POST', '/api/whistles', {
        ...aWhistle({ unitId: 'leyu' }),
        ...wrong,
      });
      expect(answered.body.code).toBe(code);
      expect(Object.keys(wrong)).toContain(answered.body.fields[0]!.field.split('.')[0]);
    });

    it('is blown, withdrawn and closed by its town alone, and nothing is done to a whistle that is not there', async () => {
      expect(await centre.refused('POST', '/api/whistles', aWhistle({ unitId: 'leyu' }))).toBe('only-the-town');
      expect(await centre.refusedAct(whistle, 'close', bodyOf.close)).toBe('only-the-town');
      expect(await water.refusedAct(whistle, 'withdraw', bodyOf.withdraw)).toBe('only-the-town');
      const neighbour = person(city, 'jingang');
      for (const act of whistleActs) {
        expect(whistleActBodies[act].safeParse({ requestId: uuidv7(), ...bodyOf[act] }).success).toBe(true);
        expect([act, await neighbour.refusedAct(whistle, act, bodyOf[act])]).toEqual([act, 'not-found']);
        expect([act, await town.refusedAct({ id: uuidv7() }, act, bodyOf[act])]).toEqual([act, 'not-found']);
      }
    });
  });
}

/** A connected desk of an org. */
async function connect(city: City, orgId: string): Promise<DeskClient> {
  const { deviceToken } = await (await city.signIn('zhiban')).post<OpenedDesk>(`/api/demo/desks/${orgId}/open`, {});
  const { accessToken } = await city.api().post<Session>('/api/session/device', { deviceToken });
  const desk = new DeskClient(city.url, () => accessToken);
  await until(() => desk.mailboxes.length > 0);
  return desk;
}

/** Whether a desk was told that this whistle changed. */
function heardOf(desk: DeskClient, whistle: Whistle): boolean {
  return desk.said.some(({ name, body }) => name === 'whistle.changed' && (body as { whistleId: string }).whistleId === whistle.id);
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
}
