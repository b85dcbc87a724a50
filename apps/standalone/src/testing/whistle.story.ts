import { openCity } from './city.js';
import type { City, OpenPlatform } from './city.js';
import { callOf, deskOf, person } from './whistle-people.js';
import type { Party } from './whistle-people.js';

/** Whistles from blow to close, on any way to run the platform, with the clock moved forward. */
export function describeWhistles(name: string, open: OpenPlatform): void {
  describe(`${name}: whistles`, () => {
    let city: City;
    let town: Party;
    let water: Party;
    let transport: Party;

    beforeAll(async () => {
      city = await openCity({ open });
      town = person(city, 'leyu');
      water = deskOf(city, 'water-affairs-bureau');
      transport = deskOf(city, 'transport-bureau');
    });
    afterAll(async () => {
      await city?.close();
      expect(city.errors).toEqual([]);
    });

    it('goes from blow to close, each step by its own side', async () => {
      const whistle = await town.blow({ unitId: 'leyu' });
      expect(whistle).toMatchObject({ state: 'blown', number: '2024-0915-0001', unitName: '乐余镇', question: null, closedAt: null });
      expect(callOf(whistle, 'water-affairs-bureau')).toMatchObject({
        role: 'lead',
        responsible: true,
        state: 'issued',
        reason: { code: 'leads-matter' },
      });
      expect(callOf(whistle, 'transport-bureau')).toMatchObject({
        role: 'assist',
        responsible: false,
        finishedAt: null,
        feedbackDueAt: null,
      });
      await water.tap(whistle, 'acknowledge');
      expect(await town.read(whistle.id)).toMatchObject({ state: 'acknowledged' });
      await transport.tap(whistle, 'acknowledge');
      await water.tap(whistle, 'arrive', { withoutPosition: 'denied' });
      expect(await water.read(whistle.id)).toMatchObject({ state: 'on-scene' });
      await water.tap(whistle, 'note', { words: '两台泵已开，水位下降' });
      expect(callOf(await transport.read(whistle.id), 'water-affairs-bureau')).toMatchObject({ lastFeedback: '两台泵已开，水位下降' });
      expect(await town.refusedAct(whistle, 'close', { satisfaction: 'satisfied', check: '看过' })).toBe('whistle-not-finished');
      await water.tap(whistle, 'finish', { note: '积水排完' });
      expect(await town.read(whistle.id)).toMatchObject({ state: 'finished' });
      const closed = await town.act(whistle, 'close', { satisfaction: 'satisfied', check: '现场看过，路已通' });
      expect(closed).toMatchObject({ state: 'closed', satisfaction: 'satisfied', check: '现场看过，路已通' });
      expect(callOf(closed, 'transport-bureau')).toMatchObject({ state: 'cancelled' });
      expect(await water.refusedTap(whistle, 'note', { words: '再说一句' })).toBe('whistle-not-open');
    });
  });
}
