import { uuidv7 } from 'uuidv7';
import type { AssignmentDetail, AssignmentPage } from '#contracts/assignment.js';
import type { mailboxAnswer } from '#contracts/mailbox.js';
import type { OrgPage } from '#contracts/org.js';
import type { Task, TimelineEntry } from '#contracts/task.js';
import type { z } from 'zod';
import { openCity } from './city.js';
import type { City, OpenPlatform } from './city.js';
import { openDraft, orderTo } from './click.js';
import { deskOf, person } from './whistle-people.js';
import type { Party } from './whistle-people.js';

type Row = z.infer<typeof mailboxAnswer>['rows'][number];

/** What an operator orders outside any plan, from the order to the end, on any way to run the platform. */
export function describeAssignments(name: string, open: OpenPlatform): void {
  describe(`${name}: assignments`, () => {
    let city: City;
    let town: Party;
    let villages: [string, string];
    let desks: [Party, Party];

    beforeAll(async () => {
      city = await openCity({ open });
      town = person(city, 'leyu');
      const { orgs } = await (await town.api()).get<OrgPage>('/api/orgs?kind=village&unitId=leyu');
      villages = [orgs[0]!.id, orgs[1]!.id];
      desks = [deskOf(city, villages[0]), deskOf(city, villages[1])];
    });
    afterAll(async () => {
      await city?.close();
      expect(city.errors).toEqual([]);
    });

    const give = async (overrides: object = {}): Promise<AssignmentDetail> => {
      const recipients = villages.map((orgId) => ({ by: 'post', orgId, postId: 'village-secretary' }));
      return (await town.api()).post<AssignmentDetail>('/api/assignments', { ...orderTo('leyu', 'leyu'), recipients, ...overrides });
    };
    const read = async (id: string): Promise<AssignmentDetail> => (await town.api()).get<AssignmentDetail>(`/api/assignments/${id}`);
    const taskOf = (assignment: AssignmentDetail, nth: number): string => assignment.tasks.find(({ orgId }) => orgId === villages[nth])!.id;
    const tap = async (assignment: AssignmentDetail, nth: number, what: string, body: object = {}): Promise<Task> =>
      (await desks[nth]!.api()).post<Task>(`/api/tasks/${taskOf(assignment, nth)}/${what}`, { requestId: uuidv7(), ...body });
    const refused = async (assignment: AssignmentDetail, nth: number, what: string, body: object = {}): Promise<string> =>
      desks[nth]!.refused('POST', `/api/tasks/${taskOf(assignment, nth)}/${what}`, { requestId: uuidv7(), ...body });
    const storyOf = async (task: string): Promise<TimelineEntry[]> =>
      (await (await town.api()).get<{ entries: TimelineEntry[] }>(`/api/tasks/${task}/timeline`)).entries;
    const climbed = async (task: string): Promise<unknown[]> =>
      (await storyOf(task))
        .filter(({ what }) => what === 'task.reminded' || what === 'task.escalated')
        .map(({ facts }) => [facts.leg, facts.tell]);
    /** Rows about a task in a desk's mailboxes, once there are as many as expected. */
    const rowsOf = async (nth: number, task: string, expected: number): Promise<Row[]> => {
      for (let tries = 0; ; tries += 1) {
        const { rows } = await (await desks[nth]!.api()).get<{ rows: Row[] }>('/api/mailbox?after=');
        const about = rows.filter(({ taskId }) => taskId === task);
        if (about.length >= expected || tries > 50) return about;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };

    it('reach both desks; the first has it, the other hears so, though the platform restarts between any two steps', async () => {
      const given = await give();
      for (const nth of [0, 1]) {
        const [row] = await rowsOf(nth, taskOf(given, nth), 1);
        expect(row).toMatchObject({ kind: 'task', cause: 'assignment', title: '转移独居老人', level: null, exercise: true });
      }
      await city.restart();
      await tap(given, 1, 'acknowledge');
      await city.restart();
      expect(await refused(given, 0, 'acknowledge')).toBe('task-taken');
      await tap(given, 1, 'notes', { words: '已到三户' });
      await city.restart();
      expect(await tap(given, 1, 'finish', { note: '都到安置点了' })).toMatchObject({ state: 'done', lastNote: '已到三户' });
      expect(await read(given.id)).toMatchObject({ state: 'met', has: { acknowledged: 1, done: 1, declined: 0 } });
      const { assignments } = await (await town.api()).get<AssignmentPage>('/api/assignments?state=met');
      expect(assignments.map(({ id }) => id)).toEqual([given.id]);
    });

    it('go back to the other when one takes it back, and cannot be met when both refuse', async () => {
      const given = await give();
      await tap(given, 0, 'acknowledge');
      await tap(given, 0, 'take-back', { reason: '船坏了' });
      await tap(given, 1, 'acknowledge');
      await tap(given, 1, 'decline', { reason: '路断了' });
      expect((await read(given.id)).state).toBe('running');
      await tap(given, 0, 'decline', { reason: '船坏了' });
      expect((await read(given.id)).state).toBe('unreachable');
      expect((await (await town.api()).get<Task>(`/api/tasks/${taskOf(given, 0)}`)).escalatedAt).not.toBeNull();
    });

    it('climb to the end of their ladder where everybody is silent', async () => {
      const given = await give({ need: 'all' });
      const task = taskOf(given, 0);
      const steps: [`${number}m`, unknown][] = [
        ['6m', ['acknowledge', 'recipient']],
        ['4m', ['acknowledge', 'deputy']],
        ['5m', ['acknowledge', 'superior']],
        ['5m', ['acknowledge', 'town-duty-officer']],
        ['10m', ['acknowledge', 'city-centre']],
      ];
      const expected: unknown[] = [];
      for (const [span, rung] of steps) {
        await city.fastForward(span);
        expected.push(rung);
        expect((await climbed(task)).slice(0, expected.length)).toEqual(expected);
      }
    });

    it('ask a person in danger again and again, and raise the alarm when nothing is heard', async () => {
      const given = await give({ need: 1, checkInMinutes: 20, doneMinutes: 0 });
      const acknowledged = await tap(given, 0, 'acknowledge');
      expect(Date.parse(acknowledged.checkInDueAt!) - Date.parse(acknowledged.acknowledgedAt!)).toBe(20 * 60_000);
      await city.fastForward('19m');
      await tap(given, 0, 'check-in', { position: { type: 'Point', coordinates: [120.7, 31.95] }, accuracyMetres: 20 });
      await city.fastForward('19m');
      expect(await climbed(taskOf(given, 0))).toEqual([]);
      await city.fastForward('1m');
      expect(await climbed(taskOf(given, 0))).toEqual([['check-in', 'recipient']]);
      await city.fastForward('10m');
      expect(await climbed(taskOf(given, 0))).toEqual([
        ['check-in', 'recipient'],
        ['check-in', 'superior'],
        ['check-in', 'city-centre'],
      ]);
      await tap(given, 0, 'check-in');
      await city.fastForward('19m');
      expect(await climbed(taskOf(given, 0))).toHaveLength(3);
    });

    it('wait for others and wake when these are met', async () => {
      const first = await give({ recipients: [{ by: 'post', orgId: villages[0], postId: 'village-secretary' }] });
      const waiting = await give({ after: [first.id] });
      expect(waiting).toMatchObject({ state: 'waiting', after: [first.id] });
      expect(await refused(waiting, 0, 'finish')).toBe('task-not-acknowledged');
      await tap(first, 0, 'acknowledge');
      await city.restart();
      await tap(first, 0, 'finish');
      expect((await read(waiting.id)).state).toBe('running');
      const rows = await rowsOf(1, taskOf(waiting, 1), 2);
      expect(rows.map(({ kind }) => kind)).toEqual(['task', 'start']);
    });

    it('are handed over with the task, and acknowledged for who telephones', async () => {
      const given = await give({ need: 'all', evidenceKinds: ['count'] });
      const to = { orgId: villages[0], postId: 'village-dispatcher', reason: '书记在外' };
      expect(await tap(given, 0, 'hand-over', to)).toMatchObject({ postId: 'village-dispatcher', state: 'issued' });
      const onBehalf = { channel: 'phone', speaker: '李某某', words: '收到，马上去' };
      const api = await town.api();
      const heard = await api.post<Task>(`/api/tasks/${taskOf(given, 0)}/acknowledge`, { requestId: uuidv7(), onBehalf });
      expect(heard).toMatchObject({ state: 'acknowledged', acknowledgedOnBehalf: true });
      const story = await storyOf(taskOf(given, 0));
      expect(story.map(({ what }) => what)).toEqual(['task.issued', 'task.handed-over', 'task.acknowledged']);
      expect(story[2]!.facts.onBehalf).toEqual(onBehalf);
      expect(await refused(given, 0, 'finish')).toBe('evidence-missing');
      expect(await tap(given, 0, 'finish', { count: 12 })).toMatchObject({ state: 'done', count: 12 });
      expect(await desks[1].refused('POST', `/api/tasks/${taskOf(given, 1)}/acknowledge`, { requestId: uuidv7(), onBehalf })).toBe(
        'not-allowed',
      );
    });

    it('carry the mark of their incident, and say which field is wrong', async () => {
      const incident = await openDraft(await city.signIn('zhiban'));
      const body = { ...orderTo('leyu', 'leyu', !incident.exercise), incidentId: incident.id };
      const answered = await (await town.api()).send<{ code: string; fields: { field: string }[] }>('POST', '/api/assignments', body);
      expect([answered.body.code, answered.body.fields.map(({ field }) => field)]).toEqual(['exercise-differs', ['exercise']]);
      const given = await give({ exercise: incident.exercise, incidentId: incident.id });
      expect(given).toMatchObject({ incidentId: incident.id, exercise: incident.exercise });
    });
  });
}
