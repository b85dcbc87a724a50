import { uuidv7 } from 'uuidv7';
import type { Ladder, Leg } from '#contracts/ladder.js';
import { whistleKinds } from '#contracts/matter.js';
import type { WhistleKind } from '#contracts/matter.js';
import type { Limit } from '#contracts/limit.js';
import type { Leave } from '#contracts/leave.js';
import type { Whistle, WhistleReconciliation } from '#contracts/whistle.js';
import type { WhistleRulesAnswer } from '#contracts/whistle-rules.js';
import { dueAt } from '#work-calendar/due-at.js';
import { openCity } from './city.js';
import type { City, OpenPlatform } from './city.js';
import { callOf, deskOf, person } from './whistle-people.js';
import type { Party } from './whistle-people.js';

type Climbed = { leg: Leg; rung: number; tell: string; at: Date; superior: string | null };

/** How the clocks of a whistle run out: nobody answers, somebody stands in, the whistle becomes more urgent. */
export function describeWhistleLadders(name: string, open: OpenPlatform): void {
  describe(`${name}: the clocks of whistles`, () => {
    let city: City;
    let town: Party;
    let centre: Party;
    let water: Party;

    beforeAll(async () => {
      city = await openCity({ open });
      // A Monday morning of work, so that limits in work time start at once.
      city.clock.set('2024-09-23T09:00:00+08:00');
      town = person(city, 'leyu');
      centre = person(city, 'zhiban');
      water = deskOf(city, 'water-affairs-bureau');
    });
    afterAll(async () => {
      await city?.close();
      expect(city.errors).toEqual([]);
    });

    /** What was climbed for the lead's call, in order. */
    const climbedFor = async (whistle: Whistle): Promise<Climbed[]> => {
      const { taskId } = callOf(whistle, 'water-affairs-bureau');
      return (await city.owner.query(
        `SELECT leg, rung, tell, superior_post_id AS superior, at FROM dispatch.escalation WHERE task_id = $1 ORDER BY at, leg, rung`,
        [taskId],
      )) as Climbed[];
    };
    const blow = (kind: WhistleKind): Promise<Whistle> => town.blow({ unitId: 'leyu', kind, assistOrgIds: [] });
    const rungsOf = (ladder: Ladder, legs: readonly string[]): string[] =>
      legs.flatMap((leg) =>
        ladder
          .filter((rung) => rung.leg === leg)
          .sort((one, other) => one.afterPercent - other.afterPercent)
          .map((rung, index) => `${leg} ${index + 1} ${rung.tell}`),
      );
    const worded = (climbed: readonly Climbed[]): string[] => climbed.map(({ leg, rung, tell }) => `${leg} ${rung} ${tell}`);
    const reconcile = async () => (await centre.api()).get<WhistleReconciliation>('/api/whistle-reconciliation');

    it.each(whistleKinds)(
      '%s: silence of everyone climbs the whole ladder, each rung once, and the whistle keeps its owner',
      async (kind) => {
        const { rules } = await (await centre.api()).get<WhistleRulesAnswer>('/api/whistle-rules');
        const whistle = await blow(kind);
        await city.fastForward('60d');
        const legs = Object.entries({
          acknowledge: true,
          arrive: true,
          feedback: whistle.limits.firstFeedback !== null,
          finish: whistle.limits.close !== null,
        }).flatMap(([leg, runs]) => (runs ? [leg] : []));
        expect(worded(await climbedFor(whistle)).sort()).toEqual(rungsOf(rules.kinds[kind].ladder, legs).sort());
        for (const { leg, rung, at } of await climbedFor(whistle)) {
          const due = dueAt(limitOf(whistle, leg), new Date(whistle.blownAt!), rungOf(rules.kinds[kind].ladder, leg, rung).afterPercent);
          expect([leg, rung, Math.abs(at.getTime() - due.getTime()) <= 5_000]).toEqual([leg, rung, true]);
        }
        expect(await town.read(whistle.id)).toMatchObject({ state: 'blown' });
        expect(await reconcile()).toMatchObject({ unowned: [], clockless: [], lost: [], doubled: [], clean: true });
        await town.act(whistle, 'withdraw', { reason: '演示结束' });
      },
    );

    it('stops what an answer stops and nothing else', async () => {
      const whistle = await blow('emergency');
      await city.fastForward('6m');
      await water.tap(whistle, 'acknowledge');
      const before = await climbedFor(whistle);
      expect(new Set(before.map(({ leg }) => leg))).toEqual(new Set(['acknowledge']));
      await city.fastForward('35m');
      const after = await climbedFor(whistle);
      expect(after.filter(({ leg }) => leg === 'acknowledge')).toHaveLength(before.length);
      expect(after.filter(({ leg }) => leg === 'arrive').map(({ tell }) => tell)).toEqual(['recipient', 'superior']);
      await town.act(whistle, 'withdraw', { reason: '到此为止' });
      await city.fastForward('10h');
      expect(await climbedFor(whistle)).toHaveLength(after.length);
    });

    it('asks for feedback every hour in an emergency, from the first on, until it is finished', async () => {
      const whistle = await blow('emergency');
      await water.tap(whistle, 'acknowledge');
      await water.tap(whistle, 'arrive', { withoutPosition: 'unavailable' });
      await city.fastForward('50m');
      await water.tap(whistle, 'note', { words: '泵已到位' });
      const due = callOf(await town.read(whistle.id), 'water-affairs-bureau').feedbackDueAt!;
      expect(new Date(due).getTime() - city.clock.now().getTime()).toBe(60 * 60_000);
      await city.fastForward('59m');
      expect((await climbedFor(whistle)).filter(({ leg }) => leg === 'feedback')).toEqual([]);
      await city.fastForward('2m');
      expect((await climbedFor(whistle)).filter(({ leg }) => leg === 'feedback').map(({ tell }) => tell)).toEqual(['recipient']);
      await water.tap(whistle, 'note', { words: '水位下降 20 厘米' });
      await water.tap(whistle, 'finish', { note: '排完' });
      const climbed = await climbedFor(whistle);
      await city.fastForward('5h');
      expect(await climbedFor(whistle)).toHaveLength(climbed.length);
      await town.act(whistle, 'close', { satisfaction: 'satisfied', check: '看过' });
    });

    it('runs the new limits from now when it is raised, loosens none, and begins the ladder anew', async () => {
      const whistle = await blow('everyday');
      await water.tap(whistle, 'acknowledge');
      await city.fastForward('3h');
      expect(await climbedFor(whistle)).toEqual([]);
      expect(await water.refusedAct(whistle, 'raise', { words: '急' })).toBe('only-the-town');
      const raised = await town.act(whistle, 'raise', { words: '水漫进居民楼' });
      expect(raised).toMatchObject({ kind: 'emergency', kindName: '应急哨', state: 'acknowledged', mayReturnUntil: null });
      const at = city.clock.now().getTime();
      const call = callOf(raised, 'water-affairs-bureau');
      expect([call.arriveDueAt, call.feedbackDueAt].map((due) => (new Date(due!).getTime() - at) / 60_000)).toEqual([30, 60]);
      expect(new Date(raised.closeDueAt!).getTime()).toBeLessThanOrEqual(new Date(whistle.closeDueAt!).getTime());
      expect(await town.refusedAct(whistle, 'raise', { words: '再急' })).toBe('not-a-raise');
      await city.fastForward('31m');
      const arriving = (await climbedFor(whistle)).filter(({ leg }) => leg === 'arrive');
      expect(arriving.map(({ tell }) => tell)).toEqual(['recipient', 'superior']);
      expect(await reconcile()).toMatchObject({ clean: true });
      await town.act(whistle, 'withdraw', { reason: '到此为止' });
    });

    it("climbs past the department's deputy head who is on leave: whoever stands in is told in that post", async () => {
      const [holder] = (await city.owner.query(
        `SELECT person_id AS id FROM directory_read.on_duty($1) WHERE org_id = 'water-affairs-bureau' AND post_id = 'dept-deputy-head'`,
        [city.clock.now()],
      )) as [{ id: string }];
      const [from, until] = [0, 5 * 86_400_000].map((ms) => new Date(city.clock.now().getTime() + ms).toISOString());
      await (await centre.api()).post<Leave>('/api/leaves', { requestId: uuidv7(), personId: holder.id, from, until, reason: '年休' });
      const whistle = await blow('emergency');
      await city.fastForward('16m');
      const [rung] = (await climbedFor(whistle)).filter(({ tell }) => tell === 'superior');
      expect(rung).toMatchObject({ superior: 'dept-deputy-head' });
      const [now] = (await city.owner.query(
        `SELECT person_id AS id FROM directory_read.on_duty($1) WHERE org_id = 'water-affairs-bureau' AND post_id = 'dept-deputy-head'`,
        [city.clock.now()],
      )) as [{ id: string | null }];
      expect(now.id).not.toBe(holder.id);
      await town.act(whistle, 'withdraw', { reason: '到此为止' });
    });
  });
}

function limitOf({ limits }: Whistle, leg: Leg): Limit {
  const limit = {
    acknowledge: limits.acknowledge,
    arrive: limits.arrive,
    feedback: limits.firstFeedback,
    finish: limits.close,
    'check-in': null,
  }[leg];
  if (!limit) throw new Error(`no limit for ${leg}`);
  return limit;
}

function rungOf(ladder: Ladder, leg: Leg, rung: number): Ladder[number] {
  return ladder.filter((one) => one.leg === leg).sort((one, other) => one.afterPercent - other.afterPercent)[rung - 1]!;
}
