import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { AssignmentDetail } from '#contracts/assignment.js';
import { giveAssignment } from '#contracts/assignment.js';
import type { OnBehalf } from '#contracts/task.js';
import { gate, minutes, openDesks, refusalOf } from '../testing/desks.js';
import type { Desks } from '../testing/desks.js';
import { cutPower, everythingOf } from '../testing/power-cut.js';
import type { WrittenTable } from '../testing/power-cut.js';
import { sessionOf } from '../testing/town.js';
import type { OwnTap, TapBody } from './task.service.js';

const moments = ['write', 'commit'] as const;

describe('taps are done once or not at all', () => {
  let city: Desks;
  let town: Desks['town'];
  let around: Desks['around'];
  beforeAll(async () => {
    city = await openDesks();
    ({ town, around } = city);
  });
  afterAll(() => city.close());

  describe('twice', () => {
    const twice: [OwnTap, Partial<TapBody>, readonly OwnTap[], string][] = [
      ['acknowledge', {}, [], 'task.acknowledged.v1'],
      ['arrive', { position: gate }, ['acknowledge'], 'task.arrived.v1'],
      ['finish', { note: '完成' }, ['acknowledge', 'arrive'], 'task.done.v1'],
      ['take-back', { reason: '按错' }, ['acknowledge'], 'task.reopened.v1'],
      ['note', { words: '在路上' }, ['acknowledge'], 'task.noted.v1'],
      ['check-in', {}, ['acknowledge'], 'task.checked-in.v1'],
    ];
    const limits = { acknowledge: minutes(5), finish: minutes(60), 'check-in': minutes(15), feedback: minutes(60) };

    it.each(twice)('%s with the same request id, at once and later, is done once', async (what, body, before, event) => {
      const { causeId, task } = await city.owe({ limits });
      for (const first of before) await city.tap(task, first);
      const requestId = uuidv7();
      const [one, other] = await Promise.all([city.tap(task, what, { ...body, requestId }), city.tap(task, what, { ...body, requestId })]);
      const third = await city.tap(task, what, { ...body, requestId });
      expect(JSON.parse(JSON.stringify([other, third]))).toEqual(JSON.parse(JSON.stringify([one, one])));
      expect(await city.said(event, causeId)).toHaveLength(1);
      expect(await refusalOf(city.tap(task, what, { ...body, requestId, onBehalf: undefined, reason: '另一个' }))).toEqual([
        'request-id-reused',
        [],
      ]);
    });

    it.each(twice.filter(([what]) => what !== 'note' && what !== 'check-in' && what !== 'take-back'))(
      '%s by two people at once is one event, and both see who was first',
      async (what, body, before, event) => {
        const { causeId, task } = await city.owe({ limits });
        for (const first of before) await city.tap(task, first);
        const secretary = sessionOf(town.people.secretary, 'v1', '320582/leyu/v1');
        const [one, other] = await Promise.all([city.tap(task, what, body), city.tap(task, what, body, secretary)]);
        expect(one.state).toBe(other.state);
        expect(await city.said(event, causeId)).toHaveLength(1);
      },
    );

    it('handed over with the same request id is handed over once', async () => {
      const { causeId, task } = await city.owe();
      const body = { requestId: uuidv7(), orgId: 'v1', postId: 'grid-worker', reason: '请假' };
      const answers = await Promise.all([1, 2].map(() => town.handOvers.handOver(city.desk(), task, body)));
      expect(answers.map((answer) => answer.postId)).toEqual(['grid-worker', 'grid-worker']);
      expect(await city.said('task.handed-over.v1', causeId)).toHaveLength(1);
    });
  });

  describe('when the power fails', () => {
    const told: OnBehalf = { channel: 'radio', speaker: '李某', words: '收到' };
    const recipients = ['v1', 'v2'].map((orgId) => ({ by: 'post', orgId, postId: 'village-secretary' }));
    const order = { exercise: true, title: '转移', what: '转移', unitId: 'leyu', recipients, acknowledgeMinutes: 10, doneMinutes: 60 };
    /** Each step is one request; the first gives the assignment, the others tap the task of v1. */
    type Step = (task: string) => () => Promise<unknown>;
    const give =
      (need: number | 'all'): Step =>
      () => {
        const body = giveAssignment.parse({ requestId: uuidv7(), ...order, need });
        return () => town.assignments.give(around.townOperator, body);
      };
    const tapOnce =
      (what: OwnTap, said: Partial<TapBody>, caller?: () => SessionClaims): Step =>
      (task) => {
        const body = { requestId: uuidv7(), ...said };
        return () => town.tasks.tap((caller ?? city.desk)(), task, what, body);
      };
    const done: Step[] = [
      give(1),
      tapOnce('acknowledge', { onBehalf: told }, () => around.townOperator),
      tapOnce('note', { words: '在路上' }),
      tapOnce('finish', { note: '完成' }),
    ];
    const refused: Step[] = [give('all'), tapOnce('decline', { reason: '船坏了' })];
    const stories: [string, Step[], readonly WrittenTable[], readonly string[]][] = [
      [
        'one of two does it',
        done,
        ['request', 'task', 'brief', 'on_behalf', 'timeline', 'assignment', 'stream', 'outbox'],
        ['task.issued.v1', 'task.acknowledged.v1', 'task.cancelled.v1', 'task.noted.v1', 'task.done.v1'],
      ],
      [
        'one of two that are needed refuses',
        refused,
        ['brief', 'escalation', 'outbox'],
        ['task.issued.v1', 'task.declined.v1', 'task.escalated.v1'],
      ],
    ];

    it.each(
      stories.flatMap(([story, steps, tables, events]) =>
        tables.flatMap((table) => moments.map((at) => ({ story, table, at, steps, events }))),
      ),
    )('$story: $table ($at) leaves nothing behind, and the same request does it all', async ({ table, at, steps, events }) => {
      let given: AssignmentDetail | null = null;
      let cuts = 0;
      for (const step of steps) {
        const act = step(given?.tasks.find((task) => task.orgId === 'v1')?.id ?? '');
        const before = await everythingOf(town.owner);
        const restore = await cutPower(town.owner, table, at);
        const failed = await act().then(
          () => false,
          () => true,
        );
        await restore();
        if (failed) {
          cuts += 1;
          expect(await everythingOf(town.owner)).toEqual(before);
        }
        const answer = await act();
        given ??= answer as AssignmentDetail;
      }
      expect(cuts).toBeGreaterThan(0);
      for (const event of events) expect([event, (await city.said(event, given!.id)).length]).toEqual([event, 1]);
    });
  });
});
