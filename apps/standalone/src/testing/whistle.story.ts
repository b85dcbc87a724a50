import { uuidv7 } from 'uuidv7';
import type { Incident, IncidentDraftsAnswer } from '#contracts/incident.js';
import type { GridReport, GridReportPage } from '#contracts/grid-report.js';
import type { Task } from '#contracts/task.js';
import type { Whistle, WhistleProposal, WhistlePage, WhistleReconciliation, WhistleTimeline } from '#contracts/whistle.js';
import { openCity } from './city.js';
import type { City, OpenPlatform } from './city.js';
import { openDraft, reconciled, startResponse } from './click.js';
import { aWhistle, callOf, deskOf, person } from './whistle-people.js';
import type { Party } from './whistle-people.js';

const lead = 'water-affairs-bureau';

/** Whistles from where they come from to their end, on any way to run the platform, with the clock moved forward. */
export function describeWhistles(name: string, open: OpenPlatform): void {
  describe(`${name}: whistles`, () => {
    let city: City;
    let town: Party;
    let neighbour: Party;
    let centre: Party;
    let water: Party;
    let transport: Party;

    beforeAll(async () => {
      city = await openCity({ open });
      [town, neighbour, centre] = ['leyu', 'jingang', 'zhiban'].map((login) => person(city, login)) as [Party, Party, Party];
      [water, transport] = [lead, 'transport-bureau'].map((orgId) => deskOf(city, orgId)) as [Party, Party];
    });
    afterAll(async () => {
      await city?.close();
      expect(city.errors).toEqual([]);
    });

    const propose = async (query: string): Promise<WhistleProposal> =>
      (await town.api()).get<WhistleProposal>(`/api/whistle-proposals?unitId=leyu&${query}`);
    const clean = async (): Promise<WhistleReconciliation> => {
      for (let tries = 0; ; tries += 1) {
        const found = await (await centre.api()).get<WhistleReconciliation>('/api/whistle-reconciliation');
        if (found.clean || tries > 50) return found;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };

    it('goes from blow to close, each step by its own side, though the platform restarts between any two', async () => {
      const whistle = await town.blow({ unitId: 'leyu' });
      expect(whistle).toMatchObject({ state: 'blown', number: '2024-0915-0001', unitName: '乐余镇', question: null, closedAt: null });
      expect(callOf(whistle, lead)).toMatchObject({ role: 'lead', responsible: true, state: 'issued', reason: { code: 'leads-matter' } });
      expect(callOf(whistle, 'transport-bureau')).toMatchObject({ role: 'assist', responsible: false, feedbackDueAt: null });
      await city.restart();
      await water.tap(whistle, 'acknowledge');
      expect(await town.read(whistle.id)).toMatchObject({ state: 'acknowledged' });
      await city.restart();
      await transport.tap(whistle, 'acknowledge');
      await water.tap(whistle, 'arrive', { withoutPosition: 'denied' });
      await city.restart();
      expect(await water.read(whistle.id)).toMatchObject({ state: 'on-scene' });
      await water.tap(whistle, 'note', { words: '两台泵已开，水位下降' });
      expect(callOf(await transport.read(whistle.id), lead)).toMatchObject({ lastFeedback: '两台泵已开，水位下降' });
      await city.restart();
      expect(await town.refusedAct(whistle, 'close', { satisfaction: 'satisfied', check: '看过' })).toBe('whistle-not-finished');
      await water.tap(whistle, 'finish', { note: '积水排完' });
      expect(await town.read(whistle.id)).toMatchObject({ state: 'finished' });
      await city.restart();
      const closed = await town.act(whistle, 'close', { satisfaction: 'satisfied', check: '现场看过，路已通' });
      expect(closed).toMatchObject({ state: 'closed', satisfaction: 'satisfied', check: '现场看过，路已通' });
      expect(callOf(closed, 'transport-bureau')).toMatchObject({ state: 'cancelled' });
      await city.restart();
      expect(await water.refusedTap(whistle, 'note', { words: '再说一句' })).toBe('whistle-not-open');
      expect(await clean()).toMatchObject({ blown: 1, closed: 1, open: 0, clean: true });
    });

    it('does each thing once per request, whoever repeats it and however often', async () => {
      const body = aWhistle({ unitId: 'leyu' });
      const api = await town.api();
      const all = await Promise.all(Array.from({ length: 6 }, () => api.post<Whistle>('/api/whistles', body)));
      expect(new Set(all.map(({ id }) => id)).size).toBe(1);
      expect((await api.send('POST', '/api/whistles', { ...body, title: '别的' })).body.code).toBe('request-id-reused');
      const whistle = all[0]!;
      const requestId = uuidv7();
      const taps = await Promise.all(Array.from({ length: 6 }, () => water.tap(whistle, 'acknowledge', { requestId })));
      expect(new Set(taps.map((task) => task.acknowledgedAt)).size).toBe(1);
      const adding = { requestId: uuidv7(), orgIds: ['public-security-bureau'] };
      await Promise.all(Array.from({ length: 4 }, () => town.act(whistle, 'add-assist', adding)));
      const after = await town.read(whistle.id);
      expect(after.calls.map(({ orgId }) => orgId)).toEqual([lead, 'transport-bureau', 'public-security-bureau']);
      const { entries } = await api.get<WhistleTimeline>(`/api/whistles/${whistle.id}/timeline`);
      expect(entries.filter(({ what }) => what === 'whistle.blown' || what === 'whistle.assist-added')).toHaveLength(2);
      expect(entries.filter(({ what }) => what === 'task.acknowledged')).toHaveLength(1);
      await town.act(whistle, 'withdraw', { reason: '重复' });
    });

    it('is answered by the person on duty from a phone as by the desk', async () => {
      const whistle = await town.blow({ unitId: 'leyu', assistOrgIds: [] });
      const phone = person(city, 'shuiwu');
      expect(await phone.refusedTap(whistle, 'acknowledge')).toBe('done');
      await town.act(whistle, 'withdraw', { reason: '到此为止' });
    });

    it('lets two towns whistle for the same department at once; each keeps its own', async () => {
      const [ours, theirs] = await Promise.all([town.blow({ unitId: 'leyu' }), neighbour.blow({ unitId: 'jingang' })]);
      expect(ours.number).not.toBe(theirs.number);
      await water.tap(ours, 'acknowledge');
      expect((await neighbour.read(theirs.id)).state).toBe('blown');
      expect(await town.refused('GET', `/api/whistles/${theirs.id}`)).toBe('not-found');
      const listed = async (party: Party) => (await (await party.api()).get<WhistlePage>('/api/whistles')).whistles.map(({ id }) => id);
      expect(await listed(town)).toEqual([ours.id]);
      expect(await listed(neighbour)).toEqual([theirs.id]);
      expect((await listed(water)).sort()).toEqual([ours.id, theirs.id].sort());
      expect((await (await centre.api()).get<WhistlePage>('/api/whistles')).counts).toMatchObject({ open: 2, ruling: 0, offered: 0 });
      await town.act(ours, 'withdraw', { reason: '到此为止' });
      await neighbour.act(theirs, 'withdraw', { reason: '到此为止' });
      expect(await listed(water)).toEqual([]);
    });

    it('is taken up when a department offers itself first, or is not', async () => {
      const offer = {
        ...{ exercise: false, unitId: 'leyu', kind: 'emergency', matterId: 'waterlogging', title: '巡查发现下穿积水' },
        ...{ words: '我们的泵车已到', place: { description: '人民路下穿' } },
      };
      const make = async (): Promise<Whistle> =>
        (await water.api()).post<Whistle>('/api/whistles/offers', { requestId: uuidv7(), ...offer });
      const offered = await make();
      expect(offered).toMatchObject({ state: 'offered', origin: 'department', calls: [], blownAt: null });
      expect((await (await town.api()).get<WhistlePage>('/api/whistles?state=offered')).whistles.map(({ id }) => id)).toEqual([offered.id]);
      expect(await town.refusedAct(offered, 'close', { satisfaction: 'fair', check: '看过' })).toBe('offer-not-taken');
      expect(await transport.refusedAct(offered, 'accept-offer')).toBe('not-found');
      expect(await water.refusedAct(offered, 'accept-offer')).toBe('only-the-town');
      const taken = await town.act(offered, 'accept-offer', { assistOrgIds: ['transport-bureau'] });
      expect(taken).toMatchObject({ state: 'acknowledged' });
      expect(callOf(taken, lead)).toMatchObject({ responsible: true, state: 'acknowledged', reason: { code: 'offered-itself' } });
      expect(callOf(taken, 'transport-bureau')).toMatchObject({ role: 'assist', state: 'issued' });
      await water.tap(taken, 'arrive', { withoutPosition: 'unavailable' });
      const other = await make();
      expect(await town.act(other, 'refuse-offer', { reason: '镇里已派人' })).toMatchObject({ state: 'refused' });
      expect(await town.refusedAct(other, 'accept-offer')).toBe('whistle-not-open');
      expect(await clean()).toMatchObject({ clean: true });
      await town.act(taken, 'withdraw', { reason: '到此为止' });
    });

    it('comes from a grid report, an incident or a task of the town with one tap, and once', async () => {
      const filed = await (
        await town.api()
      ).post<GridReport>('/api/grid-reports', {
        ...{ requestId: uuidv7(), exercise: false, matterId: 'manhole-cover', orgId: 'leyu', words: '井盖缺失' },
        place: { description: '人民路 12 号门前', position: { type: 'Point', coordinates: [120.72, 31.93] } },
      });
      const proposal = await propose(`gridReportId=${filed.id}`);
      expect(proposal).toMatchObject({ exercise: false, matterId: 'manhole-cover', kind: 'emergency', needed: '井盖缺失' });
      expect(proposal.place).toMatchObject({ description: '人民路 12 号门前' });
      const [first] = proposal.departments;
      expect(first).toMatchObject({ orgId: 'urban-management-bureau', role: 'lead' });
      expect(first!.reason.text).toMatch(/^清单第 37 项“窨井盖缺失破损”：牵头部门$/);
      expect(first!.onDutyName).toEqual(expect.any(String));
      const { exercise, matterId, kind, title, needed, place, departments } = proposal as Required<WhistleProposal>;
      const body = (): object => ({
        ...{ requestId: uuidv7(), exercise, unitId: 'leyu', kind, matterId, title, needed, place },
        leadOrgId: departments[0]!.orgId,
        assistOrgIds: departments.slice(1).map(({ orgId }) => orgId),
        origin: { from: 'grid-report', gridReportId: filed.id },
      });
      const blown = await (await town.api()).post<Whistle>('/api/whistles', body());
      expect(blown.calls.map(({ orgId }) => orgId)).toEqual(departments.map(({ orgId }) => orgId));
      expect(await town.refused('POST', '/api/whistles', body())).toBe('already-whistled');
      const reported = async () =>
        (await (await town.api()).get<GridReportPage>('/api/grid-reports')).reports.find(({ id }) => id === filed.id);
      await until('the report to know of it', async () => (await reported())?.whistleId === blown.id);
      await town.act(blown, 'withdraw', { reason: '吹错' });
      const drafts = await (await centre.api()).get<IncidentDraftsAnswer>('/api/incident-drafts');
      const opened = await (
        await town.api()
      ).post<Incident>('/api/incidents', {
        ...{ ...drafts.drafts[0]!.incident, requestId: uuidv7(), exercise: false, category: '11A02', title: '城区内涝', unitIds: ['leyu'] },
        source: { kind: 'phone' },
        place: { description: '人民路下穿', position: null },
      });
      const known = await propose(`incidentId=${opened.id}`);
      expect(known).toMatchObject({ exercise: false, matterId: 'waterlogging', title: '城区内涝', place: { description: '人民路下穿' } });
      expect(known.departments[0]).toMatchObject({ orgId: lead, role: 'lead' });
    });

    it('stays inside the drill that it comes from', async () => {
      const operator = await centre.api();
      const incident: Incident = await openDraft(operator);
      const activation = await startResponse(operator, incident);
      await reconciled(operator, activation.id);
      const known = await propose(`incidentId=${incident.id}`);
      expect(known).toMatchObject({ exercise: true, title: incident.title, matterId: null, departments: [] });
      const origin = { from: 'incident', incidentId: incident.id } as const;
      expect(await town.refused('POST', '/api/whistles', aWhistle({ unitId: 'leyu', origin }))).toBe('exercise-differs');
      const drill = await town.blow({ unitId: 'leyu', origin, exercise: true });
      expect(drill).toMatchObject({ exercise: true, incident: { id: incident.id, title: incident.title } });
      expect((await water.read(drill.id)).incident).toEqual({ id: null, title: incident.title });
      const { tasks } = await (await town.api()).get<{ tasks: Task[] }>(`/api/tasks?activationId=${activation.id}&unitId=leyu`);
      const task = tasks[0]!;
      expect(await propose(`taskId=${task.id}`)).toMatchObject({ exercise: true, title: task.title, needed: task.what });
      const fromTask = { unitId: 'leyu', origin: { from: 'task', taskId: task.id } as const, exercise: true };
      const blown = await Promise.all([0, 1].map(async () => town.refused('POST', '/api/whistles', aWhistle(fromTask))));
      expect(blown.sort()).toEqual(['already-whistled', 'done']);
      await water.tap(drill, 'acknowledge');
      expect(await clean()).toMatchObject({ clean: true });
      const [{ real }] = (await city.owner.query(
        `SELECT count(*)::int AS real FROM (SELECT exercise FROM dispatch.task WHERE activation_id = $1
           UNION ALL SELECT exercise FROM notification.mailbox_row WHERE activation_id = $1
           UNION ALL SELECT exercise FROM dispatch.outbox WHERE envelope->'data'->>'whistleId' = $1::text) x WHERE NOT exercise`,
        [drill.id],
      )) as [{ real: number }];
      expect(real).toBe(0);
      expect((await (await town.api()).get<WhistlePage>('/api/whistles?exercise=false')).whistles).toEqual([]);
    });

    it('is found by the reconciliation when a row is lost or nobody has it any more, each town for itself', async () => {
      const whistle = await town.blow({ unitId: 'leyu', assistOrgIds: [] });
      expect(await clean()).toMatchObject({ clean: true });
      city.clock.advance('11s');
      const { taskId } = callOf(whistle, lead);
      await until('its row', async () => {
        const [rows] = (await city.owner.query('DELETE FROM notification.mailbox_row WHERE task_id = $1 RETURNING seq', [taskId])) as [
          unknown[],
        ];
        return rows.length > 0;
      });
      await city.owner.query('UPDATE dispatch.whistle_call SET responsible = false WHERE task_id = $1', [taskId]);
      const found = async (party: Party) => (await party.api()).get<WhistleReconciliation>('/api/whistle-reconciliation');
      expect(await found(centre)).toMatchObject({ unowned: [whistle.id], lost: [taskId], doubled: [], clean: false });
      expect(await found(town)).toMatchObject({ unowned: [whistle.id], clean: false });
      expect(await found(neighbour)).toMatchObject({ unowned: [], lost: [], clean: true });
    });
  });
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited for ${what}`);
}
