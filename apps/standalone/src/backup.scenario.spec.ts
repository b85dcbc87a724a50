import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { Activation } from '#contracts/activation.js';
import type { OpenedDesk, Session } from '#contracts/org.js';
import type { AssignmentDetail } from '#contracts/assignment.js';
import type { Evidence } from '#contracts/evidence.js';
import type { Task } from '#contracts/task.js';
import { DeskClient } from '#desk-client/desk-client.js';
import type { ApiClient } from '#testing/api-client.js';
import { CityProcess } from './testing/city-process.js';
import { openDraft, orderTo, reconciled, startResponse } from './testing/click.js';

const village = '320582104216';

describe('backup and restore of a city that runs', () => {
  const city = new CityProcess();
  const shelf = mkdtempSync(join(tmpdir(), 'muster-shelf-'));
  const backup = join(shelf, 'backup');
  let operator: ApiClient;
  let activation: Activation;
  let desk: DeskClient;
  let piece: Evidence;
  const report = Buffer.from('登瀛村三组积水已排完');
  /** Tasks by the moment of their tap: before the backup began, while it was made, after it was done. */
  const tapped = { before: [] as string[], during: [] as string[], after: [] as string[] };

  beforeAll(async () => {
    await city.start();
    operator = await city.signIn('zhiban');
    const accessToken = await signInDesk(village);
    desk = new DeskClient(city.url, () => accessToken);
    activation = await startResponse(operator, await openDraft(operator));
    expect((await reconciled(operator, activation.id)).verdict).toBe('clean');
    const { tasks } = await operator.post<AssignmentDetail>('/api/assignments', orderTo('leyu', 'leyu'));
    const form = { requestId: uuidv7(), kind: 'file' };
    piece = (await operator.sendForm<Evidence>(`/api/tasks/${tasks[0]!.id}/evidence`, form, report)).body;
  });
  afterAll(async () => {
    desk.close();
    await city.remove();
    rmSync(shelf, { recursive: true, force: true });
  });

  const command = (name: string, ...args: string[]) => {
    const made = spawnSync(process.execPath, [`dist/apps/setup/src/backup/${name}.js`, ...args], {
      env: { ...process.env, MUSTER_DATA: city.dataFolder },
      encoding: 'utf8',
    });
    return { code: made.status, said: made.stdout + made.stderr };
  };
  const tasksInState = async (state: string): Promise<Task[]> => {
    const found: Task[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: { tasks: Task[]; next: string | null } = await operator.get(
        `/api/tasks?activationId=${activation.id}&unitId=leyu${next === '' ? '' : `&cursor=${next}`}`,
      );
      found.push(...page.tasks.filter((task) => task.state === state));
      next = page.next;
    }
    return found;
  };
  /** Tasks of villages that can be tapped now. */
  const open = async (): Promise<Task[]> =>
    (await tasksInState('issued')).filter((task) => /^\d{12}$/.test(task.orgId) && task.startedAt !== null && task.orgId !== village);
  const sessions = new Map<string, ApiClient>();
  /** One tap at the desk of the task's village. */
  const tap = async ({ id, orgId }: Task): Promise<string> => {
    if (!sessions.has(orgId)) sessions.set(orgId, operator.as(await signInDesk(orgId)));
    await sessions.get(orgId)!.post(`/api/tasks/${id}/acknowledge`, { requestId: uuidv7() });
    return id;
  };
  const signInDesk = async (orgId: string): Promise<string> => {
    const { deviceToken } = await operator.post<OpenedDesk>(`/api/demo/desks/${orgId}/open`, {});
    return (await operator.post<Session>('/api/session/device', { deviceToken })).accessToken;
  };

  it('copies it while taps come in, and they are not held up', async () => {
    const waiting = await open();
    for (const task of waiting.splice(0, 20)) tapped.before.push(await tap(task));
    const { backUp } = await import('#setup/backup/back-up.js');
    let made: { files: unknown[] } | undefined;
    const making = backUp(city.dataFolder, backup).then((manifest) => (made = manifest));
    while (!made && waiting.length > 20) {
      const id = await tap(waiting.shift()!);
      (made ? tapped.after : tapped.during).push(id);
    }
    await making;
    expect(tapped.during.length).toBeGreaterThan(0);
    expect(made!.files.length).toBeGreaterThan(500);
    expect(statSync(backup).mode & 0o777).toBe(0o700);
  });

  it('goes on after the backup: more taps, another response, and then the disk is gone', async () => {
    for (const task of (await open()).slice(0, 10)) tapped.after.push(await tap(task));
    expect(tapped.after.length).toBeGreaterThan(5);
    const seen = desk.rows.length;
    await operator.post(`/api/activations/${activation.id}/end`, { requestId: uuidv7(), reason: '要丢掉的一步' });
    const lost = await startResponse(operator, await openDraft(operator), 'II');
    expect((await reconciled(operator, lost.id)).verdict).toBe('clean');
    await until('the desk to have rows that the backup knows nothing of', () => desk.rows.length > seen + 5);
    await city.kill();
    const cluster = realpathSync(join(city.dataFolder, 'postgres'));
    rmSync(cluster, { recursive: true, force: true });
    rmSync(city.dataFolder, { recursive: true, force: true });
  });

  it('refuses a backup with a damaged or missing file, and restores nothing', () => {
    const file = join(backup, 'postgres/global/pg_control');
    const whole = readFileSync(file);
    const damaged = Buffer.from(whole);
    damaged[100]! ^= 1;
    writeFileSync(file, damaged);
    expect(command('restore.main', '--from', backup)).toMatchObject({ code: 1, said: expect.stringContaining('pg_control') });
    expect(existsSync(city.dataFolder)).toBe(false);
    writeFileSync(file, whole);
    expect(command('restore.main', '--from', shelf)).toMatchObject({ code: 1, said: expect.stringContaining('holds no backup') });
  });

  it('comes back as it was at the backup: reconciled, every tap that was answered before it, none that was not', async () => {
    expect(command('restore.main', '--from', backup)).toMatchObject({ code: 0, said: expect.stringContaining('restored into') });
    await city.start();
    operator = await city.signIn('zhiban');
    const { activations } = await operator.get<{ activations: Activation[] }>('/api/activations');
    expect(activations.map(({ id, state }) => [id, state])).toEqual([[activation.id, 'running']]);
    expect(await reconciled(operator, activation.id)).toMatchObject({
      verdict: 'clean',
      findings: [],
      deadLetters: 0,
      counts: { expected: activation.expectedRows, notYetIssued: 0, doubled: 0, unexpected: 0 },
    });
    const acknowledged = new Set((await tasksInState('acknowledged')).map((task) => task.id));
    expect(tapped.before.filter((taskId) => !acknowledged.has(taskId))).toEqual([]);
    expect(tapped.after.filter((taskId) => acknowledged.has(taskId))).toEqual([]);
    // Taps are in by the order in which they were answered: none of a later one without those before it.
    const during = tapped.during.map((taskId) => acknowledged.has(taskId));
    expect(during.lastIndexOf(true)).toBe(during.filter(Boolean).length - 1);
    expect((await operator.download(`/api/evidence/${piece.id}`)).bytes.equals(report)).toBe(true);
    expect(city.screen).not.toMatch(/^ERROR/m);
  });

  it('gives a desk that remembers what was lost all that is new: nothing is taken for a repeat', async () => {
    await operator.post(`/api/activations/${activation.id}/end`, { requestId: uuidv7(), reason: '恢复后重来' });
    const again = await startResponse(operator, await openDraft(operator));
    const isOf = (activationId: string) => desk.rows.filter((row) => row.kind === 'task' && row.activationId === activationId);
    await until('the tasks of the new response', () => isOf(again.id).length === 8);
    expect((await reconciled(operator, again.id)).verdict).toBe('clean');
  });

  it('overwrites nothing, and a copy of what was restored can be made at rest, too', async () => {
    expect(command('restore.main', '--from', backup)).toMatchObject({ code: 1, said: expect.stringContaining('is not empty') });
    await city.stop();
    expect(command('main', '--to', backup)).toMatchObject({ code: 1, said: expect.stringContaining('is not empty') });
    expect(command('main', '--to', join(shelf, 'second'))).toMatchObject({ code: 0 });
    expect(lstatSync(join(shelf, 'second', 'backup.json')).mode & 0o777).toBe(0o600);
  });
});

async function until(what: string, isSo: () => boolean, withinMs = 20_000): Promise<void> {
  for (const end = performance.now() + withinMs; !isSo();) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
