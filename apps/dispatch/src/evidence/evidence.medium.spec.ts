import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as open } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import { evidence, evidenceAnswer } from '#contracts/evidence.js';
import type { Problem } from '#contracts/problem.js';
import { openDesks } from '../testing/desks.js';
import type { Desks } from '../testing/desks.js';
import { sessionOf } from '../testing/town.js';
import { keptName } from './evidence-name.rules.js';
import { mostPieces } from './evidence.rules.js';
import { openEvidenceApp } from './testing/evidence-app.js';
import type { EvidenceApp } from './testing/evidence-app.js';
import { film, jpeg, mp3, pdf, png, words, zip } from './testing/samples.js';

let city: Desks;
let app: EvidenceApp;

beforeAll(async () => {
  city = await openDesks();
  app = await openEvidenceApp(city.town);
});
afterAll(async () => {
  await app.close();
  await city.close();
});
afterEach(() => expect(app.errors.splice(0)).toEqual([]));

const rows = async (task: string) =>
  (await city.town.owner.query('SELECT sha256 FROM dispatch.evidence WHERE task_id = $1 ORDER BY id', [task])) as { sha256: string }[];
const shaOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const temporaries = (): string[] => app.lying().filter((name) => name.startsWith('new'));
const neighbour = (): SessionClaims => sessionOf(city.town.people.neighbourDesk, 'v2', '320582/leyu/v2', 'command-point');

describe('a piece of evidence', () => {
  it('is kept byte for byte, listed, told in the timeline, and handed out as what it is', async () => {
    const { task } = await city.owe();
    const content = png(1_000);
    const added = await app.add(city.desk(), task, content, { takenAt: '2024-09-15T06:14:00+08:00', longitude: '120.7', latitude: '31.9' });
    expect([added.status, evidence.safeParse(added.body).error]).toEqual([201, undefined]);
    expect(added.body).toMatchObject({
      kind: 'photo',
      mediaType: 'image/png',
      bytes: content.length,
      sha256: shaOf(content),
      takenAt: '2024-09-14T22:14:00.000Z',
    });
    expect(added.body.position).toEqual({ type: 'Point', coordinates: [120.7, 31.9] });
    const { body } = await app.list(city.desk(), task);
    expect(evidenceAnswer.parse(body).evidence).toEqual([added.body]);
    const handed = await app.open(city.desk(), added.body.id);
    expect(Buffer.from(await handed.arrayBuffer()).equals(content)).toBe(true);
    expect(
      Object.fromEntries(
        ['content-type', 'content-length', 'content-disposition', 'x-content-type-options', 'cache-control'].map((name) => [
          name,
          handed.headers.get(name),
        ]),
      ),
    ).toEqual({
      'content-type': 'image/png',
      'content-length': String(content.length),
      'content-disposition': `inline; filename="evidence-${added.body.id}.png"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=86400, immutable',
    });
    const told = (await city.town.owner.query(`SELECT facts FROM dispatch.timeline WHERE task_id = $1 AND what = 'task.evidence-added'`, [
      task,
    ])) as {
      facts: object;
    }[];
    expect(told).toEqual([
      { facts: { evidenceId: added.body.id, kind: 'photo', mediaType: 'image/png', bytes: content.length, sha256: shaOf(content) } },
    ]);
    expect(temporaries()).toEqual([]);
  });

  it.each([
    ['voice', mp3, 'audio/mpeg', /^inline/],
    ['file', pdf, 'application/pdf', /^attachment/],
    ['file', words, 'text/plain; charset=utf-8', /^attachment/],
  ] as const)('may be %s', async (kind, content, mediaType, disposition) => {
    const { task } = await city.owe();
    const { body } = await app.add(city.desk(), task, content, { kind });
    expect(body.mediaType).toBe(mediaType);
    const handed = await app.open(city.desk(), body.id);
    expect([handed.headers.get('content-type'), Buffer.from(await handed.arrayBuffer()).equals(content)]).toEqual([mediaType, true]);
    expect(handed.headers.get('content-disposition')).toMatch(disposition);
  });

  it('is added once per request id, whoever else sends it at the same time', async () => {
    const { task } = await city.owe();
    const requestId = randomUUID();
    const [one, other] = await Promise.all([
      app.add(city.desk(), task, jpeg, { requestId }),
      app.add(city.desk(), task, jpeg, { requestId }),
    ]);
    expect([one.status, other.status, one.body]).toEqual([201, 201, other.body]);
    expect((await app.add(city.desk(), task, jpeg, { requestId })).body).toEqual(one.body);
    expect(await rows(task)).toHaveLength(1);
    expect((await app.add(city.desk(), task, png(), { requestId })).body.code).toBe('request-id-reused');
    expect(temporaries()).toEqual([]);
  });

  it('may be the same photo of two tasks: it lies there once', async () => {
    const [first, second] = [await city.owe(), await city.owe()];
    const content = png(77);
    await Promise.all([app.add(city.desk(), first.task, content), app.add(city.desk(), second.task, content)]);
    expect([await rows(first.task), await rows(second.task)]).toEqual([[{ sha256: shaOf(content) }], [{ sha256: shaOf(content) }]]);
    expect(app.lying().filter((name) => name === keptName(shaOf(content)))).toHaveLength(1);
  });
});

describe('what is refused, with nothing left behind', () => {
  it.each([
    ['text that claims to be an image', Buffer.from('not an image at all'), {}, 415, 'unsuitable-evidence', 'content'],
    ['a zip as a file', zip('a.exe'), { kind: 'file' }, 415, 'unsuitable-evidence', 'content'],
    ['a film as a recording', film, { kind: 'voice' }, 415, 'unsuitable-evidence', 'content'],
    ['a photo as a file', png(), { kind: 'file' }, 415, 'unsuitable-evidence', 'content'],
    ['an empty file', Buffer.alloc(0), {}, 400, 'empty-file', 'content'],
    ['no file', null, {}, 400, 'invalid-input', 'content'],
    ['another kind', png(), { kind: 'video' }, 400, 'invalid-input', 'kind'],
    ['no request id', png(), { requestId: 'x' }, 400, 'invalid-input', 'requestId'],
    ['half a position', png(), { longitude: '120' }, 400, 'invalid-input', 'latitude'],
    ['a position beyond the earth', png(), { longitude: '1200', latitude: '3' }, 400, 'invalid-input', 'longitude'],
    ['a time without offset', png(), { takenAt: '2024-09-15T06:14:00' }, 400, 'invalid-input', 'takenAt'],
    ['an endless field', png(), { takenAt: 'x'.repeat(10_000) }, 400, 'invalid-input', 'takenAt'],
  ])('%s', async (_, content, fields, status, code, field) => {
    const { task } = await city.owe();
    const before = app.lying();
    const answer = await app.add(city.desk(), task, content, fields as Record<string, string>);
    expect([answer.status, answer.body.code, answer.body.fields?.map((each) => each.field)]).toEqual([status, code, [field]]);
    expect(await rows(task)).toEqual([]);
    expect(app.lying()).toEqual(before);
  });

  it.each([
    ['JSON', 'application/json', '{}', 415, 'unsupported-media-type'],
    ['a form without a boundary', 'multipart/form-data', 'x', 400, 'invalid-input'],
    [
      'a form that breaks off',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="content"; filename="a"\r\n\r\nxx',
      400,
      'invalid-input',
    ],
    [
      'another field with a file',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="__proto__"; filename="a"\r\n\r\nxx\r\n--b--',
      400,
      'invalid-input',
    ],
  ])('%s', async (_, type, body, status, code) => {
    const { task } = await city.owe();
    const headers = { authorization: `Bearer ${await app.tokenOf(city.desk())}`, 'content-type': type };
    const answer = await fetch(`${app.url}/api/tasks/${task}/evidence`, { method: 'POST', headers, body });
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([status, code]);
    expect(temporaries()).toEqual([]);
  });

  it('more than a task may have, by however many at once', async () => {
    const { task } = await city.owe();
    const answers = await Promise.all(Array.from({ length: mostPieces + 4 }, (_, nth) => app.add(city.desk(), task, png(nth + 1))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(mostPieces);
    expect(answers.filter(({ body }) => body.code === 'evidence-limit')).toHaveLength(4);
    expect(await rows(task)).toHaveLength(mostPieces);
    expect(temporaries()).toEqual([]);
  });

  it('a task that was declined', async () => {
    const [task] = await city.plan(['P01-01', 'v1', 'village-secretary']);
    await city.tap(task!, 'decline', { reason: '人手不足' });
    expect((await app.add(city.desk(), task!, png())).body.code).toBe('task-not-open');
  });

  it.each([
    ['that says so', true],
    ['that does not', false],
  ])('200 MB, by a client %s: cut early, answered, and memory does not grow', async (_, saysSo) => {
    const { task } = await city.owe();
    const head = Buffer.from(`--b\r\nContent-Disposition: form-data; name="content"; filename="a"\r\n\r\n`);
    const [megabyte, megabytes] = [Buffer.alloc(1_000_000, 1), 200];
    const headers = {
      authorization: `Bearer ${await app.tokenOf(city.desk())}`,
      'content-type': 'multipart/form-data; boundary=b',
      ...(saysSo ? { 'content-length': String(head.length + megabyte.length * megabytes) } : {}),
    };
    const sending = open(`${app.url}/api/tasks/${task}/evidence`, { method: 'POST', headers });
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    let isAnswered = false;
    void answered.then(() => (isAnswered = true));
    global.gc?.();
    const before = process.memoryUsage();
    let [sent, most] = [0, 0];
    sending.on('error', () => undefined);
    sending.write(head);
    while (sent < megabytes && !isAnswered) {
      if (!sending.write(megabyte)) await Promise.race([once(sending, 'drain'), answered]);
      sent += 1;
      const { arrayBuffers, heapUsed } = process.memoryUsage();
      most = Math.max(most, arrayBuffers + heapUsed - before.arrayBuffers - before.heapUsed);
    }
    const [answer] = await answered;
    const problem = JSON.parse(Buffer.concat(await answer.toArray()).toString()) as Problem;
    sending.destroy();
    expect([answer.statusCode, problem.code]).toEqual([413, 'too-large']);
    expect(sent).toBeLessThan(saysSo ? 10 : 40);
    expect(most).toBeLessThan(60_000_000);
    expect(await rows(task)).toEqual([]);
    expect(temporaries()).toEqual([]);
  });

  it('a form whose client goes away half-way', async () => {
    const { task } = await city.owe();
    const headers = { authorization: `Bearer ${await app.tokenOf(city.desk())}`, 'content-type': 'multipart/form-data; boundary=b' };
    const sending = open(`${app.url}/api/tasks/${task}/evidence`, { method: 'POST', headers });
    sending.on('error', () => undefined);
    sending.write(`--b\r\nContent-Disposition: form-data; name="content"; filename="a"\r\n\r\n`);
    sending.write(Buffer.alloc(3_000_000));
    for (let waited = 0; temporaries().length === 0 && waited < 200; waited += 1) await pause(10);
    expect(temporaries()).toHaveLength(1);
    sending.destroy();
    for (let waited = 0; temporaries().length > 0 && waited < 200; waited += 1) await pause(10);
    expect(temporaries()).toEqual([]);
  });
});

describe('who adds and who sees', () => {
  it('is who may act on the task: not the neighbour, not another town, not who only oversees from a department', async () => {
    const { task } = await city.owe();
    const missing = await app.add(city.desk(), uuidv7(), png());
    for (const caller of [neighbour(), city.around.neighbourOperator, city.around.departmentDesk, city.around.departmentCommander]) {
      const answer = await app.add(caller, task, png());
      expect([answer.status, { ...answer.body, correlationId: '' }]).toEqual([404, { ...missing.body, correlationId: '' }]);
    }
    expect((await app.add(city.around.townOperator, task, png())).status).toBe(201);
    expect((await app.add(city.around.cityOperator, task, png(1))).status).toBe(201);
    expect(await rows(task)).toHaveLength(2);
  });

  it("a neighbour's evidence answers as one that is not there, to read as to list", async () => {
    const { task } = await city.owe();
    const { body } = await app.add(city.desk(), task, png());
    for (const caller of [neighbour(), city.around.neighbourOperator, city.around.departmentDesk]) {
      const [foreign, missing] = [await app.open(caller, body.id), await app.open(caller, uuidv7())];
      const [one, other] = [(await foreign.json()) as Problem, (await missing.json()) as Problem];
      expect([foreign.status, { ...one, correlationId: '' }]).toEqual([404, { ...other, correlationId: '' }]);
      expect((await app.list(caller, task)).status).toBe(404);
    }
    for (const caller of [city.desk(), city.around.townOperator, city.around.cityOperator]) {
      expect((await app.open(caller, body.id)).status).toBe(200);
      expect((await app.list(caller, task)).body.evidence).toHaveLength(1);
    }
  });

  it("of a department's call is seen by the town that whistled, not by the neighbour town or another department", async () => {
    const { task } = await city.owe({ recipients: [{ taskId: uuidv7(), orgId: 'water-bureau', postId: 'dept-whistle-officer' }] });
    const { body, status } = await app.add(city.around.departmentDesk, task, jpeg);
    expect(status).toBe(201);
    expect((await app.open(city.around.townOperator, body.id)).status).toBe(200);
    expect((await app.list(city.around.cityOperator, task)).body.evidence).toHaveLength(1);
    for (const caller of [city.around.neighbourOperator, city.desk(), city.around.groupDesk])
      expect((await app.open(caller, body.id)).status).toBe(404);
    // The town sees it; to add to it is the department's.
    expect((await app.add(city.around.townOperator, task, png())).status).toBe(404);
  });

  it('is nobody without a session', async () => {
    const answer = await fetch(`${app.url}/api/evidence/${uuidv7()}`);
    expect(answer.status).toBe(401);
  });
});

describe('a process that dies between two steps', () => {
  afterEach(() => {
    app.store.fails = null;
    app.errors.splice(0);
  });

  it.each(['before', 'after'] as const)(
    '%s the content is kept: no row without its content, and the sweep leaves nothing',
    async (fails) => {
      const { task } = await city.owe();
      const content = png(fails.length * 1_000);
      const before = app.lying();
      app.store.fails = fails;
      expect((await app.add(city.desk(), task, content)).status).toBe(500);
      expect(await rows(task)).toEqual([]);
      expect(temporaries()).toHaveLength(1);
      expect(app.lying().includes(keptName(shaOf(content)))).toBe(fails === 'after');
      expect(await app.jobs.removeLeftovers()).toBe(0);
      city.town.clock.advance('61m');
      expect(await app.jobs.removeLeftovers()).toBe(1);
      expect(app.lying()).toEqual(before);
    },
  );

  it('after the commit: the row keeps its content, and only the temporary goes', async () => {
    const { task } = await city.owe();
    const content = png(4_321);
    const { body } = await app.add(city.desk(), task, content);
    // What a killed process would have left.
    await app.store.copy(keptName(shaOf(content)), `new/${city.town.clock.now().getTime()}-left`);
    city.town.clock.advance('61m');
    expect(await app.jobs.removeLeftovers()).toBe(1);
    expect(temporaries()).toEqual([]);
    expect(Buffer.from(await (await app.open(city.desk(), body.id)).arrayBuffer()).equals(content)).toBe(true);
  });

  it('the sweep never takes the content of somebody who sends the same at that moment', async () => {
    const content = png(9_999);
    for (let round = 0; round < 10; round += 1) {
      const { task } = await city.owe();
      await app.store.put(
        `new/${city.town.clock.now().getTime() - 7_200_000}-${round}`,
        (async function* () {
          yield content;
        })(),
      );
      const [answer] = await Promise.all([app.add(city.desk(), task, content), app.jobs.removeLeftovers()]);
      expect(answer.status).toBe(201);
      expect((await app.open(city.desk(), answer.body.id)).status).toBe(200);
      await city.town.owner.query('DELETE FROM dispatch.evidence WHERE task_id = $1', [task]);
    }
  });

  it('content that is gone is an error that wakes somebody, not a piece that was never there', async () => {
    const { task } = await city.owe();
    const content = png(5);
    const { body } = await app.add(city.desk(), task, content);
    await app.store.remove(keptName(shaOf(content)));
    expect((await app.open(city.desk(), body.id)).status).toBe(500);
    expect(app.errors.join()).toContain('is gone');
  });
});
