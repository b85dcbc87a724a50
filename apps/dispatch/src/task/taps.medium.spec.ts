import type { TaskCheckedIn, TaskNoted, TaskReopened } from '#contracts/task.js';
import { after, gate, minutes, openDesks, refusalOf } from '../testing/desks.js';
import type { Desks } from '../testing/desks.js';
import { listTasks, readTask } from './task.queries.js';
import type { TapBody } from './task.service.js';

describe('taps', () => {
  let city: Desks;
  let town: Desks['town'];
  beforeAll(async () => {
    city = await openDesks();
    ({ town } = city);
  });
  afterAll(() => city.close());

  describe('stop the clock that they stop, and no other', () => {
    it('from the acknowledgement to the end of a call', async () => {
      const { task } = await city.owe();
      const begun = town.clock.now();
      expect(await city.nextRungOf(task)).toEqual(after(begun, 5));
      await city.tap(task, 'acknowledge');
      expect(await city.nextRungOf(task)).toEqual(after(begun, 30));
      await city.tap(task, 'arrive', { position: gate, accuracyMetres: 12 });
      expect(await city.nextRungOf(task)).toEqual(after(begun, 60));
      town.clock.advance('10m');
      const noted = await city.tap(task, 'note', { words: '围油栏已布' });
      expect(noted).toMatchObject({ lastNote: '围油栏已布', notes: 1, feedbackDueAt: after(begun, 30) });
      expect(await city.nextRungOf(task)).toEqual(after(begun, 30));
      await city.tap(task, 'finish', { note: '清理完' });
      expect(await city.nextRungOf(task)).toBeNull();
    });

    it('a note tells when the next one is due', async () => {
      const { causeId, task } = await city.owe();
      await city.tap(task, 'acknowledge');
      await city.tap(task, 'note', { words: '在路上' });
      expect(await city.said<TaskNoted>('task.noted.v1', causeId)).toEqual([
        expect.objectContaining({ taskId: task, words: '在路上', feedbackDueAt: after(town.clock.now(), 20).toISOString() }),
      ]);
    });

    it('a person in danger is asked from the acknowledgement on, again after each answer', async () => {
      const { causeId, task } = await city.owe({ limits: { 'check-in': minutes(15) } });
      expect(await city.nextRungOf(task)).toBeNull();
      await city.tap(task, 'acknowledge');
      expect(await city.nextRungOf(task)).toEqual(after(town.clock.now(), 15));
      town.clock.advance('16m');
      await city.tap(task, 'check-in', { position: gate });
      expect(await city.nextRungOf(task)).toEqual(after(town.clock.now(), 15));
      const [event] = await city.said<TaskCheckedIn>('task.checked-in.v1', causeId);
      expect(event).toMatchObject({ taskId: task, checkInDueAt: after(town.clock.now(), 15).toISOString() });
      expect(JSON.stringify(event)).not.toContain('coordinates');
      const { task: calm } = await city.owe();
      await city.tap(calm, 'acknowledge');
      expect(await refusalOf(city.tap(calm, 'check-in'))).toEqual(['no-check-in', []]);
    });
  });

  describe('arriving', () => {
    it.each<[string, Partial<TapBody>, object]>([
      [
        'with a position',
        { position: gate, accuracyMetres: 8 },
        { arrivedPosition: gate, arrivedAccuracyMetres: 8, withoutPosition: null },
      ],
      ['without one, with the reason', { position: null, withoutPosition: 'denied' }, { arrivedPosition: null, withoutPosition: 'denied' }],
      ['without a word about it', {}, { arrivedPosition: null, arrivedAccuracyMetres: null, withoutPosition: 'not-asked' }],
    ])('%s', async (_, body, expected) => {
      const { task } = await city.owe();
      await city.tap(task, 'acknowledge');
      expect(await city.tap(task, 'arrive', body)).toMatchObject({ state: 'arrived', arrivedAt: town.clock.now(), ...expected });
    });

    it.each<[string, Partial<TapBody>, string]>([
      ['no position and no reason', { position: null }, 'withoutPosition'],
      ['a position and a reason for none', { position: gate, withoutPosition: 'denied' }, 'withoutPosition'],
      ['how exact no position is', { accuracyMetres: 5 }, 'accuracyMetres'],
    ])('with %s is refused by field', async (_, body, field) => {
      const { task } = await city.owe();
      await city.tap(task, 'acknowledge');
      expect(await refusalOf(city.tap(task, 'arrive', body))).toEqual(['invalid-input', [field]]);
    });
  });

  describe('finishing', () => {
    it('names the evidence that is missing, and takes it one by one', async () => {
      const { task } = await city.owe({ evidenceKinds: ['photo', 'count', 'text', 'position'], limits: { finish: minutes(60) } });
      await city.tap(task, 'acknowledge');
      expect(await refusalOf(city.tap(task, 'finish'))).toEqual(['evidence-missing', ['photo', 'count', 'note', 'position']]);
      await city.tap(task, 'arrive', { position: null, withoutPosition: 'unavailable' });
      await city.addEvidence(task, 'photo');
      await city.tap(task, 'note', { words: '装了 40 袋' });
      expect(await refusalOf(city.tap(task, 'finish'))).toEqual(['evidence-missing', ['count']]);
      expect(await city.tap(task, 'finish', { count: 40 })).toMatchObject({ state: 'done', count: 40 });
    });

    it('asks a plan for its evidence and does not hold it to it', async () => {
      const [task] = await city.plan(['P01-01', 'v1', 'village-secretary']);
      await city.tap(task!, 'acknowledge');
      expect(await city.tap(task!, 'finish')).toMatchObject({ state: 'done', count: null });
    });

    it('comes after arriving where arriving is asked for', async () => {
      const { task } = await city.owe();
      await city.tap(task, 'acknowledge');
      expect(await refusalOf(city.tap(task, 'finish'))).toEqual(['task-not-arrived', []]);
    });
  });

  describe('taking an acknowledgement back', () => {
    it('is as if it had not been: the clock runs on from where it was', async () => {
      const { causeId, task } = await city.owe({ limits: { acknowledge: minutes(5), finish: minutes(300), 'check-in': minutes(2) } });
      const begun = town.clock.now();
      town.clock.advance('4m');
      await city.tap(task, 'acknowledge');
      town.clock.advance('9m');
      const open = await city.tap(task, 'take-back', { reason: '按错了' });
      expect(open).toMatchObject({ state: 'issued', acknowledgedAt: null, checkInDueAt: null, acknowledgeDueAt: after(begun, 5) });
      expect(await city.nextRungOf(task)).toEqual(after(begun, 5));
      const reopened = await city.said<TaskReopened>('task.reopened.v1', causeId);
      expect(reopened.flatMap((event) => event.tasks)).toEqual([
        { taskId: task, acknowledgeDueAt: after(begun, 5).toISOString(), reason: 'taken-back' },
      ]);
      await town.escalations.escalateDue();
      expect(await city.said('task.escalated.v1', causeId)).toHaveLength(1);
    });

    it.each<[string, (task: string) => Promise<unknown>]>([
      ['a note', (task) => city.tap(task, 'note', { words: '在路上' })],
      ['an arrival', (task) => city.tap(task, 'arrive')],
      ['evidence', (task) => city.addEvidence(task, 'photo')],
      ['a check-in', (task) => city.tap(task, 'check-in')],
    ])('is refused once %s has followed', async (_, follow) => {
      const { task } = await city.owe({ limits: { 'check-in': minutes(15), finish: minutes(60) } });
      await city.tap(task, 'acknowledge');
      await follow(task);
      expect(await refusalOf(city.tap(task, 'take-back'))).toEqual(['task-followed', []]);
    });

    it('looks at what followed from the present acknowledgement alone', async () => {
      const { task } = await city.owe();
      await city.tap(task, 'acknowledge');
      await city.tap(task, 'note', { words: '在路上' });
      await city.handOver(task, 'v1', 'grid-worker');
      town.clock.advance('1m');
      await city.tap(task, 'acknowledge');
      expect((await city.tap(task, 'take-back')).state).toBe('issued');
    });
  });

  describe('on a call of a whistle', () => {
    it('the whistle is asked before and told after, once each, and may forbid it', async () => {
      const { task } = await city.owe();
      city.whistle.seen.length = 0;
      await city.tap(task, 'acknowledge');
      await city.tap(task, 'acknowledge');
      expect(city.whistle.seen).toEqual([
        'allow acknowledge issued',
        'follow acknowledge issued → acknowledged',
        'allow acknowledge acknowledged',
      ]);
      city.whistle.forbidden = 'arrive';
      expect(await refusalOf(city.tap(task, 'arrive'))).toEqual(['whistle-not-open', []]);
      city.whistle.forbidden = null;
      expect(await refusalOf(city.tap(task, 'decline', { reason: '不归我们管' }))).toEqual(['return-instead', []]);
      expect((await readTask(town.source.manager, city.desk(), task)).state).toBe('acknowledged');
    });

    it('is found by its number among the tasks', async () => {
      const { causeId, task } = await city.owe();
      const { tasks } = await listTasks(
        town.source.manager,
        city.desk(),
        { mine: 'true', activationId: causeId, taskNo: 'W01-01' },
        town.clock.now(),
      );
      expect(tasks.map((each) => each.id)).toEqual([task]);
    });
  });
});
