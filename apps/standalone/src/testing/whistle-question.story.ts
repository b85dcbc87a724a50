import type { Whistle } from '#contracts/whistle.js';
import { openCity } from './city.js';
import type { City, OpenPlatform } from './city.js';
import { callOf, deskOf, person } from './whistle-people.js';
import type { Party } from './whistle-people.js';

const lead = 'water-affairs-bureau';
const other = 'transport-bureau';
const third = 'urban-management-bureau';
const why = { code: 'not-our-duty', words: '这段路不归水务' } as const;

/** Whose duty it is: returns, disputes, rulings, and another lead while work goes on. */
export function describeWhistleQuestions(name: string, open: OpenPlatform): void {
  describe(`${name}: whose duty a whistle is`, () => {
    let city: City;
    let town: Party;
    let centre: Party;
    let water: Party;
    let transport: Party;
    let urban: Party;

    beforeAll(async () => {
      city = await openCity({ open });
      city.clock.set('2024-09-23T09:00:00+08:00');
      town = person(city, 'leyu');
      centre = person(city, 'zhiban');
      [water, transport, urban] = [lead, other, third].map((orgId) => deskOf(city, orgId)) as [Party, Party, Party];
    });
    afterAll(async () => {
      await city?.close();
      expect(city.errors).toEqual([]);
    });

    const blow = (): Promise<Whistle> => town.blow({ unitId: 'leyu', kind: 'enforcement', assistOrgIds: [] });
    const responsible = (whistle: Whistle): string[] => whistle.calls.filter((call) => call.responsible).map(({ orgId }) => orgId);
    /** The city's duty desk was told, and why. */
    const rulingsAsked = async (whistle: Whistle): Promise<string[]> => {
      const rows = (await city.owner.query(
        `SELECT envelope->'data'->>'because' AS because FROM dispatch.outbox WHERE type = 'whistle.ruling-asked.v1' AND envelope->'data'->>'whistleId' = $1`,
        [whistle.id],
      )) as { because: string }[];
      return rows.map(({ because }) => because);
    };

    /** How often the desk of a department was reminded of its call, with its words. */
    const remindersOf = async (whistle: Whistle, orgId: string): Promise<number> => {
      const [row] = (await city.owner.query(
        `SELECT count(*)::int AS count FROM notification.mailbox_row WHERE kind = 'remind' AND task_id = $1 AND said->>'title' LIKE '催办，该办结了%'`,
        [callOf(whistle, orgId).taskId],
      )) as [{ count: number }];
      return row.count;
    };

    it('goes from a return through a dispute to the ruling, which is final', async () => {
      const whistle = await blow();
      expect(await town.refusedAct(whistle, 'dispute', { words: '就是你们' })).toBe('nothing-returned');
      const returned = await water.act(whistle, 'return', why);
      expect(returned).toMatchObject({ state: 'blown', question: 'returned', returns: 1 });
      expect(responsible(returned)).toEqual([lead]);
      expect(await water.refusedAct(whistle, 'return', why)).toBe('returned-before');
      expect(await centre.refusedAct(whistle, 'rule', { leadOrgId: other, words: '归交通' })).toBe('no-ruling-asked');
      await town.act(whistle, 'dispute', { words: '下穿泵站是水务的' });
      await city.fastForward('29m');
      expect(await rulingsAsked(whistle)).toEqual([]);
      await city.fastForward('61s');
      expect(await rulingsAsked(whistle)).toEqual(['dispute-not-settled']);
      expect(await town.read(whistle.id)).toMatchObject({ question: 'ruling', rulingDueAt: null });
      expect(await town.refusedAct(whistle, 'reassign', { leadOrgId: other })).toBe('before-the-city');
      expect(await town.refusedAct(whistle, 'rule', { leadOrgId: other, words: '归交通' })).toBe('only-the-city-centre');
      const ruled = await centre.act(whistle, 'rule', { leadOrgId: lead, words: '归水务' });
      expect(ruled).toMatchObject({ question: null });
      expect(ruled.ruledAt).not.toBeNull();
      expect(responsible(ruled)).toEqual([lead]);
      expect(await water.refusedAct(whistle, 'return', why)).toBe('ruled-finally');
      expect(await town.refusedAct(whistle, 'reassign', { leadOrgId: other })).toBe('ruled-finally');
      expect(await centre.refusedAct(whistle, 'rule', { leadOrgId: other, words: '改主意' })).toBe('no-ruling-asked');
    });

    it('goes before the city centre when a return is left lying, and at the second return at once', async () => {
      const left = await blow();
      await water.act(left, 'return', why);
      await city.fastForward('31m');
      expect(await rulingsAsked(left)).toEqual(['return-not-settled']);

      const twice = await blow();
      await water.act(twice, 'return', why);
      await town.act(twice, 'reassign', { leadOrgId: other });
      expect(await town.read(twice.id)).toMatchObject({ question: null, rulingDueAt: null });
      const again = await transport.act(twice, 'return', { code: 'other-department-leads', words: '是城管的' });
      expect(again).toMatchObject({ question: 'ruling', returns: 2 });
      expect(responsible(again)).toEqual([lead]);
      expect(await rulingsAsked(twice)).toEqual(['two-returns']);
      const ruled = await centre.act(twice, 'rule', { leadOrgId: third, words: '归城管' });
      expect(callOf(ruled, third)).toMatchObject({ replacing: true, responsible: false, reason: { code: 'ruled' } });
      await urban.tap(twice, 'acknowledge');
      expect(responsible(await town.read(twice.id))).toEqual([third]);
      expect(await urban.refusedAct(twice, 'return', why)).toBe('ruled-finally');
    });

    it('is not returned too late, and a department may give in', async () => {
      const whistle = await blow();
      await city.fastForward('24m 1s');
      expect(await water.refusedAct(whistle, 'return', why)).toBe('return-too-late');
      const another = await blow();
      await water.act(another, 'return', why);
      expect(await water.act(another, 'yield')).toMatchObject({ question: null, rulingDueAt: null });
      await city.fastForward('40m');
      expect(await rulingsAsked(another)).toEqual([]);
      expect(await water.refusedTap(whistle, 'decline', { reason: '不去' })).toBe('return-instead');
    });

    it('leaves the first receiver responsible, its clocks running, until another has acknowledged', async () => {
      const whistle = await blow();
      await water.tap(whistle, 'acknowledge');
      await water.act(whistle, 'ask-reassign', { orgId: other, words: '现场是公路排水' });
      expect(await town.read(whistle.id)).toMatchObject({ reassignAsked: { orgId: other, orgName: '交通运输局' } });
      const reassigned = await town.act(whistle, 'reassign', { leadOrgId: other });
      expect(responsible(reassigned)).toEqual([lead]);
      expect(callOf(reassigned, lead)).toMatchObject({ state: 'acknowledged' });
      await city.fastForward('4h 1s');
      const [late] = (await city.owner.query(
        `SELECT count(*)::int AS rungs FROM dispatch.escalation WHERE task_id = $1 AND leg = 'arrive'`,
        [callOf(reassigned, lead).taskId],
      )) as [{ rungs: number }];
      expect(late.rungs).toBeGreaterThan(0);
      await transport.tap(whistle, 'acknowledge');
      const after = await town.read(whistle.id);
      expect(responsible(after)).toEqual([other]);
      expect(callOf(after, lead)).toMatchObject({ state: 'cancelled', responsible: false });
      expect(callOf(after, lead).replacedAt).not.toBeNull();
      expect(await water.refusedTap(whistle, 'arrive', { withoutPosition: 'denied' })).toBe('call-over');
      expect(await water.refusedAct(whistle, 'return', why)).toBe('call-over');
      expect(await water.read(whistle.id)).toMatchObject({ id: whistle.id });
      expect(await transport.refusedTap(whistle, 'take-back')).toBe('task-followed');
    });

    it('reassigns an emergency while work goes on: who is on the scene stays and helps', async () => {
      const whistle = await town.blow({ unitId: 'leyu', assistOrgIds: [third] });
      expect(await water.refusedAct(whistle, 'return', why)).toBe('emergency-not-returnable');
      await water.tap(whistle, 'acknowledge');
      await water.tap(whistle, 'arrive', { withoutPosition: 'denied' });
      await urban.tap(whistle, 'acknowledge');
      const reassigned = await town.act(whistle, 'reassign', { leadOrgId: third, words: '主因是井盖' });
      expect(responsible(reassigned)).toEqual([third]);
      expect(callOf(reassigned, third)).toMatchObject({ role: 'lead', taskId: callOf(whistle, third).taskId });
      expect(callOf(reassigned, third).feedbackDueAt).not.toBeNull();
      expect(callOf(reassigned, lead)).toMatchObject({ role: 'assist', state: 'arrived', replacedAt: null, feedbackDueAt: null });
      await water.tap(whistle, 'note', { words: '我们的泵留下' });
      await urban.tap(whistle, 'arrive', { withoutPosition: 'denied' });
      await urban.tap(whistle, 'finish', { note: '井盖已换' });
      expect(await town.read(whistle.id)).toMatchObject({ state: 'finished' });
      expect(await town.refusedAct(whistle, 'reassign', { leadOrgId: lead })).toBe('whistle-finished');
      const back = await town.act(whistle, 'send-back', { words: '旁边还有一个' });
      expect(back).toMatchObject({ state: 'on-scene' });
      expect(callOf(back, third)).toMatchObject({ state: 'arrived', finishedAt: null });
      await until('the desk to be told', async () => (await remindersOf(back, third)) > 0);
      await urban.tap(whistle, 'finish', { note: '两个都换了' });
      await town.act(whistle, 'close', { satisfaction: 'fair', check: '看过两处' });
    });

    it('names one lead after another while nobody answers: the last one named takes over', async () => {
      const whistle = await blow();
      await town.act(whistle, 'reassign', { leadOrgId: other });
      expect(await town.refusedAct(whistle, 'reassign', { leadOrgId: other })).toBe('already-called');
      const second = await town.act(whistle, 'reassign', { leadOrgId: third });
      expect(callOf(second, other)).toMatchObject({ state: 'cancelled', replacing: false });
      expect(second.calls.filter((call) => call.replacing).map(({ orgId }) => orgId)).toEqual([third]);
      expect(responsible(second)).toEqual([lead]);
      const back = await town.act(whistle, 'reassign', { leadOrgId: other });
      expect(back.calls.filter((call) => call.replacing).map(({ orgId }) => orgId)).toEqual([other]);
      await transport.tap(whistle, 'acknowledge');
      expect(responsible(await town.read(whistle.id))).toEqual([other]);
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
