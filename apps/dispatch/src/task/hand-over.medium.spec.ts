import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import { activationKey } from '#contracts/events.js';
import type { OnBehalf, TaskHandedOver } from '#contracts/task.js';
import { after, gate, minutes, openDesks, refusalOf } from '../testing/desks.js';
import type { Desks } from '../testing/desks.js';
import { readTask, readTaskTimeline } from './task.queries.js';

describe('a task is given to others', () => {
  let city: Desks;
  let town: Desks['town'];
  let around: Desks['around'];
  beforeAll(async () => {
    city = await openDesks();
    ({ town, around } = city);
  });
  afterAll(() => city.close());

  describe('handing over', () => {
    it('keeps the id, the story and the deadline, and asks the new post afresh', async () => {
      const { causeId, task } = await city.owe();
      const begun = town.clock.now();
      await city.tap(task, 'acknowledge');
      await city.tap(task, 'arrive', { position: gate });
      town.clock.advance('20m');
      const given = await city.handOver(task, 'v1', 'grid-worker');
      expect(given).toMatchObject({
        id: task,
        state: 'issued',
        postId: 'grid-worker',
        personName: '赵甲',
        acknowledgedAt: null,
        arrivedAt: begun,
        arrivedPosition: gate,
        acknowledgeDueAt: after(begun, 25),
        doneDueAt: after(begun, 300),
      });
      expect(await city.nextRungOf(task)).toEqual(after(begun, 25));
      expect(await city.said<TaskHandedOver>('task.handed-over.v1', causeId)).toEqual([
        expect.objectContaining({
          taskId: task,
          reason: '请假',
          from: { orgId: 'v1', postId: 'village-secretary' },
          to: { orgId: 'v1', postId: 'grid-worker', commandPointId: 'v1', unfilled: false },
          acknowledgeDueAt: after(begun, 25).toISOString(),
        }),
      ]);
      const story = await readTaskTimeline(town.source.manager, task);
      expect(story.map((entry) => entry.what)).toEqual(['task.issued', 'task.acknowledged', 'task.arrived', 'task.handed-over']);
      expect(story[3]!.facts).toMatchObject({ note: '请假', from: { postId: 'village-secretary' }, to: { postId: 'grid-worker' } });
    });

    it('within an org that is on the scene needs no second arrival; to another org it does', async () => {
      const { task } = await city.owe();
      await city.tap(task, 'acknowledge');
      await city.tap(task, 'arrive', { position: gate });
      await city.handOver(task, 'v1', 'grid-worker');
      town.clock.advance('31m');
      await town.escalations.escalateDue();
      const climbed = await town.owner.query('SELECT DISTINCT leg FROM dispatch.escalation WHERE task_id = $1', [task]);
      expect(climbed).toEqual([{ leg: 'acknowledge' }]);
      expect(await city.tap(task, 'acknowledge')).toMatchObject({ state: 'arrived', arrivedPosition: gate });
      const { task: order } = await city.owe({ cause: 'assignment' });
      await city.tap(order, 'acknowledge');
      await city.tap(order, 'arrive', { position: gate });
      const moved = await city.handOver(order, 'v2', 'village-secretary', around.townOperator);
      expect(moved).toMatchObject({ arrivedAt: null, arrivedPosition: null });
    });

    it('to a post that nobody holds makes it unfilled, not lost', async () => {
      const [task] = await city.plan(['P01-01', 'v2', 'village-secretary']);
      const given = await city.handOver(task!, 'v2', 'grid-worker', around.townOperator);
      expect(given).toMatchObject({ postId: 'grid-worker', unfilled: true, personName: null });
    });

    it('climbs again for the new recipient', async () => {
      const { causeId, task } = await city.owe({ limits: { acknowledge: minutes(5) } });
      town.clock.advance('5m');
      await town.escalations.escalateDue();
      expect(await city.said('task.escalated.v1', causeId)).toHaveLength(1);
      expect(await city.handOver(task, 'v1', 'grid-worker')).toMatchObject({ escalatedAt: null });
      town.clock.advance('5m');
      await town.escalations.escalateDue();
      expect(await city.said('task.escalated.v1', causeId)).toHaveLength(2);
    });

    it('over the border of an org is for who oversees both, and a call of a whistle never leaves its department', async () => {
      const [own, overseen] = await city.plan(['P01-01', 'v1', 'village-secretary'], ['P01-01', 'v1', 'village-secretary']);
      expect(await refusalOf(city.handOver(own!, 'v2', 'village-secretary'))).toEqual(['unknown-org', ['orgId']]);
      expect(await city.handOver(overseen!, 'v2', 'village-secretary', around.townOperator)).toMatchObject({ orgId: 'v2' });
      expect(await refusalOf(city.handOver(overseen!, 'n1', 'village-secretary', around.townOperator))).toEqual(['unknown-org', ['orgId']]);
      const { task: call } = await city.owe({ recipients: [{ taskId: uuidv7(), orgId: 'water-bureau', postId: 'dept-whistle-officer' }] });
      expect(await refusalOf(city.handOver(call, 'v1', 'village-secretary', around.cityOperator))).toEqual(['unknown-org', ['orgId']]);
      expect(await refusalOf(city.handOver(call, 'water-bureau', 'dept-head', around.townOperator))).toEqual(['not-found', []]);
      expect(await city.handOver(call, 'water-bureau', 'dept-head', around.departmentDesk)).toMatchObject({ postId: 'dept-head' });
      expect(await city.handOver(call, 'water-bureau', 'dept-duty-officer', around.departmentCommander)).toMatchObject({ unfilled: true });
    });

    it('is refused to the same post, to none, by a neighbour, and after the end', async () => {
      const [task] = await city.plan(['P01-01', 'v1', 'village-secretary']);
      expect(await refusalOf(city.handOver(task!, 'v1', 'village-secretary'))).toEqual(['same-post', ['postId']]);
      expect(await refusalOf(city.handOver(task!, 'v1', 'town-mayor'))).toEqual(['no-such-post', ['postId']]);
      expect(await refusalOf(city.handOver(task!, 'v1', 'grid-worker', around.strangerDesk))).toEqual(['not-found', []]);
      expect(await refusalOf(city.handOver(task!, 'v1', 'grid-worker', around.neighbourOperator))).toEqual(['not-found', []]);
      await city.tap(task!, 'acknowledge');
      await city.tap(task!, 'finish');
      expect(await refusalOf(city.handOver(task!, 'v1', 'grid-worker'))).toEqual(['task-not-open', []]);
    });

    it('and acknowledging at once: whoever is second sees what the first has done', async () => {
      for (let round = 0; round < 8; round += 1) {
        const [task] = await city.plan(['P01-01', 'v1', 'village-secretary']);
        const outcomes = await Promise.allSettled([
          city.tap(task!, 'acknowledge'),
          city.handOver(task!, 'v2', 'village-secretary', around.townOperator),
        ]);
        expect(outcomes[1].status).toBe('fulfilled');
        expect(await readTask(town.source.manager, around.townOperator, task!)).toMatchObject({
          orgId: 'v2',
          state: 'issued',
          acknowledgedAt: null,
        });
        if (outcomes[0].status === 'rejected') expect(outcomes[0].reason).toMatchObject({ code: 'not-found' });
      }
    });
  });

  describe('on behalf of somebody who telephoned', () => {
    const told: OnBehalf = { channel: 'phone', speaker: '王某某', words: '我是书记，收到，马上去' };

    it('keeps channel, speaker and words with the story, and the name nowhere else', async () => {
      const { causeId, task } = await city.owe();
      const acknowledged = await city.tap(task, 'acknowledge', { onBehalf: told }, around.townOperator);
      expect(acknowledged).toMatchObject({ state: 'acknowledged', acknowledgedOnBehalf: true });
      const story = await readTaskTimeline(town.source.manager, task);
      expect(story[1]).toMatchObject({ what: 'task.acknowledged', facts: { channel: 'phone', onBehalf: told } });
      const written = JSON.stringify([
        await town.owner.query('SELECT facts FROM dispatch.timeline WHERE task_id = $1', [task]),
        await town.owner.query('SELECT envelope FROM dispatch.outbox WHERE key = $1', [activationKey(causeId, 'leyu')]),
        await town.owner.query('SELECT answer FROM dispatch.request WHERE subject_id = $1', [around.townOperator.sub]),
      ]);
      expect(written).not.toContain('王某某');
      await town.owner.query('DELETE FROM dispatch.on_behalf WHERE task_id = $1', [task]);
      expect((await readTaskTimeline(town.source.manager, task))[1]!.facts).toMatchObject({ channel: 'phone' });
    });

    it('is for who oversees the org, and for the town whose whistle it is', async () => {
      const { task: village } = await city.owe();
      const { task: call } = await city.owe({ recipients: [{ taskId: uuidv7(), orgId: 'water-bureau', postId: 'dept-whistle-officer' }] });
      const { task: order } = await city.owe({
        cause: 'assignment',
        recipients: [{ taskId: uuidv7(), orgId: 'water-bureau', postId: 'dept-whistle-officer' }],
      });
      const acknowledge = (task: string, caller: SessionClaims) => refusalOf(city.tap(task, 'acknowledge', { onBehalf: told }, caller));
      expect(await acknowledge(village, city.desk())).toEqual(['not-allowed', []]);
      expect(await acknowledge(village, around.neighbourOperator)).toEqual(['not-found', []]);
      expect(await acknowledge(call, around.neighbourOperator)).toEqual(['not-found', []]);
      expect(await acknowledge(order, around.townOperator)).toEqual(['not-found', []]);
      expect(await acknowledge(village, around.cityOperator)).toEqual(['passed', []]);
      expect(await acknowledge(call, around.townOperator)).toEqual(['passed', []]);
      expect(await acknowledge(order, around.departmentCommander)).toEqual(['passed', []]);
    });

    it('does not make the task their own without saying so', async () => {
      const { task } = await city.owe();
      expect(await refusalOf(city.tap(task, 'acknowledge', {}, around.townOperator))).toEqual(['not-found', []]);
    });
  });
});
