import { uuidv7 } from 'uuidv7';
import type { Activation } from '#contracts/activation.js';
import type { Incident } from '#contracts/incident.js';
import type { IncidentReports, InformationReport } from '#contracts/information-report.js';
import type { MailboxRow, NotReached, Progress } from '#contracts/mailbox.js';
import type { OpenedDesk, Session } from '#contracts/org.js';
import type { DepartmentPresence } from '#contracts/presence.js';
import type { Task } from '#contracts/task.js';
import { DeskClient } from '#desk-client/desk-client.js';
import type { ApiClient } from '#testing/api-client.js';
import { openCity } from './city.js';
import type { City, OpenPlatform } from './city.js';
import { openDraft, reconciled, startOf, startResponse } from './click.js';

const village = '320582104216';

/** The story of one response, from the click to its end, on any way to run the platform. */
export function describeCity(name: string, open: OpenPlatform): void {
  describe(`${name}: one click reaches every village`, () => {
    let city: City;
    let operator: ApiClient;
    let incident: Incident;
    let activation: Activation;
    const desks: Desk[] = [];

    /** A desk that is really connected, and its HTTP session. */
    type Desk = { client: DeskClient; api: ApiClient };

    const connect = async (orgId: string): Promise<Desk> => {
      const { deviceToken } = await operator.post<OpenedDesk>(`/api/demo/desks/${orgId}/open`, {});
      const { accessToken } = await city.api().post<Session>('/api/session/device', { deviceToken });
      const desk = { client: new DeskClient(city.url, () => accessToken), api: city.api().as(accessToken) };
      desks.push(desk);
      await until(`the desk of ${orgId} to connect`, () => desk.client.mailboxes.length > 0);
      return desk;
    };
    const rowsOf = (desk: Desk, kind: MailboxRow['kind']) =>
      desk.client.rows.filter((row) => row.kind === kind && row.activationId === activation.id);
    /** The counters of the town in which the village lies. */
    const progressOf = async () => {
      const progress = await operator.get<Progress>(`/api/activations/${activation.id}/progress`);
      return progress.units.find((unit) => unit.unitId === 'leyu')!;
    };
    const request = (): { requestId: string } => ({ requestId: uuidv7() });
    const reports = () => operator.get<IncidentReports>(`/api/incidents/${incident.id}/information-reports`);
    const owed = async () => (await reports()).duties.filter(({ metAt, closedAt }) => !metAt && !closedAt).map(({ kind }) => kind);

    beforeAll(async () => {
      city = await openCity({ open });
      operator = await city.signIn('zhiban');
      incident = await openDraft(operator);
    });
    afterAll(async () => {
      desks.forEach((desk) => desk.client.close());
      await city.close();
      expect(city.errors).toEqual([]);
    });

    it('gives every post of the village its tasks, once, and says so', async () => {
      const desk = await connect(village);
      activation = await startResponse(operator, incident);
      await until('eight tasks of the village', () => rowsOf(desk, 'task').length === 8);
      expect(rowsOf(desk, 'task').filter((row) => row.startedAt !== null)).toHaveLength(6);
      expect(rowsOf(desk, 'task').every((row) => row.exercise && row.orgId === village)).toBe(true);
      const reconciliation = await reconciled(operator, activation.id);
      expect(reconciliation).toMatchObject({
        verdict: 'clean',
        counts: { expected: activation.expectedRows, doubled: 0, notYetIssued: 0 },
      });
      await until('the marks', async () => (await progressOf()).delivered >= 8);
    });

    it('starts once: the same request gets the first answer, a second click on the same units is refused', async () => {
      const other = await openDraft(operator);
      const body = startOf(other, 'IV');
      const [one, two] = await Promise.all([
        operator.post<Activation>('/api/activations', body),
        operator.post<Activation>('/api/activations', body),
      ]);
      expect(one.id).toBe(two.id);
      expect((await operator.send('POST', '/api/activations', { ...body, approval: '别的' })).body).toMatchObject({
        status: 409,
        code: 'request-id-reused',
      });
      expect((await operator.send('POST', '/api/activations', startOf(other, 'III'))).body).toMatchObject({
        status: 409,
        code: 'already-active',
      });
      await operator.post(`/api/activations/${one.id}/end`, { ...request(), reason: '重复' });
    });

    it('refuses a start without one of the four statements, and starts nothing', async () => {
      const other = await openDraft(operator);
      for (const statement of ['matter', 'level', 'expectedHours', 'measures'] as const) {
        const { [statement]: _, ...statements } = startOf(other).statements;
        const answered = await operator.send<{ fields: { field: string }[] }>('POST', '/api/activations', {
          ...startOf(other),
          statements,
        });
        expect(answered.status).toBe(400);
        expect(answered.body.fields.map((each) => each.field)).toEqual([`statements.${statement}`]);
      }
      expect((await operator.get<{ activations: Activation[] }>(`/api/activations?incidentId=${other.id}`)).activations).toEqual([]);
    });

    it('takes one tap, shows it on every desk of the mailbox and to the city', async () => {
      const [desk] = desks;
      const second = await connect(village);
      const row = rowsOf(desk!, 'task').find((each) => each.postId === 'village-secretary' && each.startedAt !== null)!;
      await until('the replay', () => rowsOf(second, 'task').length === 8);
      const before = (await progressOf()).acknowledged;
      await desk!.api.post<Task>(`/api/tasks/${row.taskId}/acknowledge`, request());
      await until('the other desk to know', () =>
        second.client.said.some(({ name, body }) => name === 'task.changed' && (body as { taskId: string }).taskId === row.taskId),
      );
      await until('the counter', async () => (await progressOf()).acknowledged === before + 1);
    });

    it('owes reports from the start; the first one is filed from its draft', async () => {
      await until('the duties of the response', async () => (await owed()).includes('follow-up'));
      expect(await owed()).toEqual(['first-oral', 'first-written', 'follow-up']);
      const { draft } = await reports();
      const said = { scopeAndDamage: '尚不清楚', trend: '台风逼近', measuresTaken: '各村到岗' };
      const body = { ...draft, ...said, ...request(), exercise: incident.exercise, form: 'written', to: '苏州市政府总值班室' };
      const report = await operator.post<InformationReport>(`/api/incidents/${incident.id}/information-reports`, body);
      expect(report).toMatchObject({ number: 1, kind: 'first', lateMinutes: 0, exercise: true });
      expect(await owed()).toEqual(['follow-up']);
    });

    it('climbs over whoever does not answer: the duty leader of the town gets one digest, the duty officer a list', async () => {
      // Ten minutes are the life of an access token, too: who watches over them signs in anew.
      for (let minutes = 0; minutes < 10; minutes += 1) await city.fastForward('1m');
      operator = await city.signIn('zhiban');
      const town = await connect('leyu:town-centre');
      const leaderDigests = () => rowsOf(town, 'digest').filter((row) => row.postId === 'town-duty-leader');
      // Each later digest takes the former one's place: what is left is one, with all that is still unanswered.
      await until('the digest', () => (leaderDigests().at(-1)?.taskIds?.length ?? 0) > 10);
      expect(leaderDigests().length).toBeLessThan(10);
      const list = await operator.get<NotReached[]>(`/api/not-reached?activationId=${activation.id}`);
      expect(list.length).toBeGreaterThan(1_000);
      expect(list.some((person) => person.orgId === village && person.postId === 'village-dispatcher')).toBe(true);
    });

    it('has everything after a restart, and gives a new desk all of it once, in order', async () => {
      await city.restart();
      operator = await city.signIn('zhiban');
      const desk = await connect(village);
      await until('the rows', () => rowsOf(desk, 'task').length === 8);
      for (const mailbox of desk.client.mailboxes) {
        const seqs = desk.client.rows.filter((row) => row.mailboxId === mailbox.mailboxId).map((row) => row.seq);
        expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      }
      expect((await reconciled(operator, activation.id)).verdict).toBe('clean');
    });

    it('says so when a mailbox row is deleted on purpose', async () => {
      const [{ task_id: taskId }] = (await city.owner
        .query(
          `DELETE FROM notification.mailbox_row WHERE ctid = (SELECT ctid FROM notification.mailbox_row WHERE activation_id = $1 AND kind = 'task' LIMIT 1) RETURNING task_id`,
          [activation.id],
        )
        .then((answer: [unknown[]]) => answer[0])) as [{ task_id: string }];
      const broken = await operator.get<{ verdict: string; lost: number; findings: object[] }>(
        `/api/activations/${activation.id}/reconciliation`,
      );
      expect(broken).toMatchObject({ verdict: 'broken', lost: 1, findings: [{ rowId: taskId, what: 'no-mailbox-row' }] });
    });

    it('is ended by the authority that started it, and by nobody else', async () => {
      const town = await city.signIn('leyu');
      const end = { ...request(), reason: '风雨减弱，险情控制' };
      expect((await town.send('POST', `/api/activations/${activation.id}/end`, end)).body).toMatchObject({
        status: 409,
        code: 'not-the-starting-authority',
      });
      expect(await operator.post<Activation>(`/api/activations/${activation.id}/end`, end)).toMatchObject({ state: 'ended' });
      await until('open tasks to be taken back', async () => {
        const { tasks } = await operator.get<{ tasks: Task[] }>(`/api/tasks?activationId=${activation.id}&orgId=${village}`);
        return tasks.every((task) => ['done', 'cancelled'].includes(task.state) || task.startedAt !== null);
      });
    });

    it('owes the final report then, and nothing after it', async () => {
      await until('the end to be known', async () => (await owed()).includes('final'));
      const { draft } = await reports();
      expect(draft).toMatchObject({ kind: 'final', form: 'written', trend: '台风逼近' });
      const body = { ...draft, ...request(), exercise: incident.exercise, trend: '风雨减弱' };
      expect(await operator.post<InformationReport>(`/api/incidents/${incident.id}/information-reports`, body)).toMatchObject({
        number: 2,
      });
      expect(await owed()).toEqual([]);
    });

    it('knows who would hear a whistle: the departments that have somebody connected', async () => {
      const connected = async () => (await operator.get<DepartmentPresence>('/api/presence/departments')).connected;
      expect(await connected()).not.toContain('water-affairs-bureau');
      const desk = await connect('water-affairs-bureau');
      await until('the department to be seen', async () => (await connected()).includes('water-affairs-bureau'));
      expect((await desk.api.send('GET', '/api/presence/departments')).status).toBe(403);
      desk.client.close();
      await until('it to be gone', async () => !(await connected()).includes('water-affairs-bureau'));
    });
  });
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited for ${what}`);
}
