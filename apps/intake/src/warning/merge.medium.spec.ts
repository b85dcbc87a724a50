import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { Problem } from '#contracts/problem.js';
import type { WarningDetail, WarningPage, WarningTaken } from '#contracts/warning.js';
import type { ApiClient } from '#testing/api-client.js';
import { cityCaller, departmentCaller, IntakeApp, leyuCaller, yangsheCaller } from '../testing/intake-app.js';
import { sampleCap } from './testing/sample-cap.js';
import { WarningTakingService } from './warning-taking.service.js';

let app: IntakeApp;
let city: ApiClient;
let leyu: ApiClient;
let yangshe: ApiClient;

beforeAll(async () => {
  app = await IntakeApp.boot();
  [city, leyu, yangshe] = await Promise.all([app.as(cityCaller), app.as(leyuCaller), app.as(yangsheCaller)]);
});

afterAll(async () => {
  await app.close();
});

const upload = async (xml: string, client = city): Promise<WarningTaken> => {
  const { status, body } = await client.send<WarningTaken>('POST', '/api/warnings', xml, 'application/cap+xml');
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
};
const refusal = async (xml: string, client = city) => {
  const { status, body } = await client.send<Problem>('POST', '/api/warnings', xml, 'application/cap+xml');
  return { status, code: body.code, field: body.fields?.[0]?.field };
};
const read = (id: string, client = city) => client.get<WarningDetail>(`/api/warnings/${id}`);
const at = (minutes: number) => new Date(Date.UTC(2024, 8, 14, 10, minutes));
const sender = 'zhangjiagang-observatory';
const to = (...identifiers: string[]) => ({ references: identifiers.map((identifier) => ({ sender, identifier, sentAt: at(0) })) });
const told = async (warningId: string) =>
  (await app.a.sql<{ what: string }>(`SELECT what FROM intake.timeline WHERE facts->>'warningId' = $1 ORDER BY id`, [warningId])).map(
    ({ what }) => what,
  );

/** Every order in which the messages may come. */
function orders<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, nth) => orders(items.filter((_, other) => other !== nth)).map((rest) => [item, ...rest]));
}

describe('an Alert, its Update and its Cancel are one warning, in whatever order they come', () => {
  it.each(orders(['a', 'b', 'c']).map((order) => [order.join('')] as const))('%s', async (order) => {
    const name = (letter: string) => `order.${order}.${letter}`;
    const messages: Record<string, string> = {
      a: sampleCap({ identifier: name('a'), sentAt: at(0) }),
      b: sampleCap({ identifier: name('b'), sentAt: at(5), msgType: 'Update', headline: '升级发布台风黄色预警', ...to(name('a')) }),
      c: sampleCap({ identifier: name('c'), sentAt: at(9), msgType: 'Cancel', headline: '解除台风预警', ...to(name('a'), name('b')) }),
    };
    const taken: WarningTaken[] = [];
    for (const letter of order) taken.push(await upload(messages[letter]!));
    const ids = new Set(taken.map(({ warning }) => warning.id));
    const warning = await read([...ids].sort()[0]!);
    expect(warning).toMatchObject({
      state: 'cancelled',
      messageCount: 3,
      headline: '解除台风预警',
      colour: null,
      proposal: { because: ['cancelled'] },
    });
    expect(warning.messages.map(({ identifier, holds }) => [identifier, holds])).toEqual([
      [name('c'), true],
      [name('b'), false],
      [name('a'), false],
    ]);
    for (const id of ids) expect((await read(id)).id).toBe(warning.id);
    const listed = (await city.get<WarningPage>('/api/warnings?limit=200')).warnings.filter(({ identifier }) =>
      identifier.startsWith(`order.${order}.`),
    );
    expect(listed.map(({ id }) => id)).toEqual([warning.id]);
  });
});

describe('a message', () => {
  it('that came before what it refers to waits for it: the original joins late and changes nothing', async () => {
    const update = await upload(
      sampleCap({ identifier: 'late.b', sentAt: at(5), msgType: 'Update', headline: '发布台风黄色预警', ...to('late.a') }),
    );
    expect(update).toMatchObject({ takenAs: 'new', warning: { colour: 'yellow' } });
    const original = await upload(sampleCap({ identifier: 'late.a', sentAt: at(0) }));
    expect(original).toMatchObject({
      takenAs: 'late',
      warning: { id: update.warning.id, colour: 'yellow', messageCount: 2, receivedAt: update.warning.receivedAt },
    });
    expect(await told(update.warning.id)).toEqual(['warning.received', 'warning.message-came-late']);
  });

  it('that refers to two warnings makes them one: the oldest stays, the other answers by it', async () => {
    const first = await upload(sampleCap({ identifier: 'two.a', code: '', areaDesc: 'leyu镇' }));
    const second = await upload(sampleCap({ identifier: 'two.b', code: '', areaDesc: 'yangshe镇' }));
    const { incident } = (await read(second.warning.id)).proposal;
    await city.post('/api/incidents', { ...incident, requestId: uuidv7() });
    const both = await upload(sampleCap({ identifier: 'two.c', sentAt: at(9), msgType: 'Update', ...to('two.b', 'two.a') }));
    expect(both).toMatchObject({ takenAs: 'update', warning: { id: first.warning.id, messageCount: 3 } });
    expect(await read(second.warning.id)).toEqual(both.warning);
    expect(both.warning.incidentIds).toHaveLength(1);
    const third = await upload(sampleCap({ identifier: 'two.d', sentAt: at(10), msgType: 'Update', ...to('two.b') }));
    expect(third.warning.id).toBe(first.warning.id);
  });

  it('that is an answer is kept and changes nothing; an answer to nothing is refused', async () => {
    const { warning } = await upload(sampleCap({ identifier: 'ack.a' }));
    const ack = (identifier: string, ...references: string[]) =>
      sampleCap({ identifier, sender: 'county', sentAt: at(30), silent: true, ...to(...references) }).replace('>Alert<', '>Ack<');
    const taken = await upload(ack('ack.k', 'ack.a'));
    expect(taken).toMatchObject({ takenAs: 'kept', warning: { ...warning, messageCount: 2, messages: expect.anything() as unknown } });
    expect(await refusal(ack('ack.l', 'ack.nobody'))).toEqual({ status: 400, code: 'invalid-cap', field: 'alert.references' });
  });

  it('with another content under the same identifier is refused, with other white space it is a repeat', async () => {
    const xml = sampleCap({ identifier: 'same' });
    const { warning, messageId } = await upload(xml);
    expect(await upload(xml.replaceAll('\n', '\r\n  '))).toMatchObject({ takenAs: 'repeat', messageId, warning });
    expect(await refusal(xml.replace('台风', '暴雨'))).toEqual({ status: 409, code: 'identifier-reused', field: 'alert.identifier' });
    expect(await told(warning.id)).toEqual(['warning.received']);
  });

  it('of a drill never joins a real warning, nor keeps a real one out that it was waiting for', async () => {
    await upload(sampleCap({ identifier: 'real.a' }));
    const drill = (identifier: string, reference: string) =>
      sampleCap({ identifier, status: 'Exercise', sentAt: at(5), msgType: 'Update', ...to(reference) });
    expect(await refusal(drill('real.b', 'real.a'))).toEqual({ status: 409, code: 'exercise-differs', field: 'alert.status' });
    const waiting = await upload(drill('real.c', 'real.d'));
    const real = await upload(sampleCap({ identifier: 'real.d' }));
    expect(real).toMatchObject({ takenAs: 'new', warning: { exercise: false, messageCount: 1 } });
    expect(real.warning.id).not.toBe(waiting.warning.id);
    expect((await read(waiting.warning.id)).exercise).toBe(true);
  });

  it('of the national profile is found by its identifier alone', async () => {
    const samples = join(import.meta.dirname, '../../test-data/cap');
    const henan = readFileSync(
      join(
        samples,
        readdirSync(samples).find((file) => file.startsWith('cn_henan'))!,
      ),
      'utf8',
    );
    const update = await upload(henan);
    const original = await upload(
      henan
        .replace('41000041600000_20200205105119', '41000041600000_20200204121842')
        .replace(/<references>.*<\/references>/, '')
        .replace('2020-02-05 10:45', '2020-02-04 10:45'),
    );
    expect(original).toMatchObject({
      takenAs: 'late',
      warning: { id: update.warning.id, messageCount: 2, sentAt: '2020-02-05T02:45:00.000Z' },
    });
  });
});

it('a warning expires by the clock, without anybody writing', async () => {
  const { warning } = await upload(sampleCap({ identifier: 'expiring', expiresAt: new Date('2024-09-14T18:06:00+08:00') }));
  const states = async () =>
    Promise.all(
      ['in-force', 'expired'].map(async (state) =>
        (await city.get<WarningPage>(`/api/warnings?limit=200&state=${state}`)).warnings.some(({ id }) => id === warning.id),
      ),
    );
  expect([warning.state, await states()]).toEqual(['in-force', [true, false]]);
  app.clock.set('2024-09-14T18:06:00+08:00');
  expect(await read(warning.id)).toMatchObject({ state: 'expired', proposal: { incident: null, because: ['expired'] } });
  expect(await states()).toEqual([false, true]);
  app.clock.set('2024-09-14T18:05:00+08:00');
});

describe('at the same moment on two nodes', () => {
  const take = (xml: string) =>
    app
      .get(WarningTakingService)
      .takeMessage({ body: Buffer.from(xml), door: 'feed', receivedPath: '320582', by: { kind: 'service', id: 'intake' } });

  it('one message is one row', async () => {
    const xml = sampleCap({ identifier: 'twice' });
    const taken = await Promise.all(Array.from({ length: 6 }, () => take(xml)));
    expect(new Set(taken.map(({ warningId }) => warningId)).size).toBe(1);
    expect(taken.map(({ takenAs }) => takenAs).sort()).toEqual(['new', ...Array<string>(5).fill('repeat')]);
    expect(await app.a.sql('SELECT 1 FROM intake.warning_message WHERE identifier = $1', ['twice'])).toHaveLength(1);
  });

  it('messages that refer to each other find each other', async () => {
    const chain = Array.from({ length: 6 }, (_, nth) =>
      sampleCap({
        identifier: `chain.${nth}`,
        sentAt: at(nth),
        msgType: nth === 0 ? 'Alert' : 'Update',
        ...(nth === 0 ? {} : to(`chain.${nth - 1}`)),
      }),
    );
    const taken = await Promise.all([...chain].reverse().map(take));
    const found = await Promise.all(taken.map(({ warningId }) => read(warningId)));
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
    expect(found[0]).toMatchObject({ messageCount: 6, identifier: 'chain.5' });
    const rows = await app.a.sql(`SELECT 1 FROM intake.warning WHERE merged_into IS NULL AND facts->>'identifier' LIKE 'chain.%'`);
    expect(rows).toHaveLength(1);
  });
});

describe('scope', () => {
  it('a town sees what touches it, not what touches another, and nobody but the city what is not ours', async () => {
    const ofLeyu = await upload(sampleCap({ identifier: 'scope.leyu', code: '', areaDesc: 'leyu镇' }));
    const ofAll = await upload(sampleCap({ identifier: 'scope.all' }));
    const elsewhere = await upload(sampleCap({ identifier: 'scope.elsewhere', code: '320581000000' }));
    const nowhere = await upload(sampleCap({ identifier: 'scope.nowhere', code: '', areaDesc: '某地' }));
    expect([elsewhere.warning.reach, nowhere.warning.reach]).toEqual(['not-ours', 'unplaced']);
    const seen = async (client: ApiClient) =>
      (await client.get<WarningPage>('/api/warnings?limit=200')).warnings
        .map(({ identifier }) => identifier)
        .filter((name) => name.startsWith('scope.'))
        .sort();
    expect(await seen(city)).toEqual(['scope.all', 'scope.elsewhere', 'scope.leyu', 'scope.nowhere']);
    expect(await seen(leyu)).toEqual(['scope.all', 'scope.leyu']);
    expect(await seen(yangshe)).toEqual(['scope.all']);
    expect(await seen(await app.as(departmentCaller))).toEqual([]);
    const answers = await Promise.all([ofLeyu.warning.id, uuidv7()].map((id) => yangshe.send<Problem>('GET', `/api/warnings/${id}`)));
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(2).fill([404, 'not-found']));
    expect((await read(ofAll.warning.id, yangshe)).proposal.incident!.unitIds).toEqual(['yangshe']);
  });

  it('who sends in what is here already sees it too, and learns nothing of the incidents of others', async () => {
    const xml = sampleCap({ identifier: 'scope.shared', code: '', areaDesc: 'leyu镇' });
    const own = await upload(xml, leyu);
    await leyu.post('/api/incidents', { ...own.warning.proposal.incident, requestId: uuidv7() });
    const repeated = await upload(xml, yangshe);
    expect(repeated).toMatchObject({
      takenAs: 'repeat',
      warning: { id: own.warning.id, incidentIds: [], proposal: { incident: null, because: ['not-ours'] } },
    });
    expect((await read(own.warning.id)).incidentIds).toHaveLength(1);
  });

  it('page by page, newest first, without gap or repeat', async () => {
    const all = (await city.get<WarningPage>('/api/warnings?limit=200')).warnings.map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: WarningPage = await city.get(`/api/warnings?limit=3${cursor ? `&cursor=${cursor}` : ''}`);
      paged.push(...page.warnings.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(paged).toEqual(all);
    expect(new Set(all).size).toBe(all.length);
    const reached = await city.get<WarningPage>('/api/warnings?limit=200&reach=not-ours');
    expect(reached.warnings.every(({ reach }) => reach === 'not-ours')).toBe(true);
  });

  it('the mark of an exercise is never changed, not by a merge either', async () => {
    const mixed = await app.a.sql(
      `SELECT 1 FROM intake.warning w JOIN intake.warning_message m ON m.warning_id = w.id WHERE m.exercise <> w.exercise`,
    );
    expect(mixed).toEqual([]);
  });
});

it('an incident that only threatens is not opened from a cancelled warning', async () => {
  const { warning } = await upload(sampleCap({ identifier: 'gone.a' }));
  const { incident } = warning.proposal;
  await upload(sampleCap({ identifier: 'gone.b', sentAt: at(5), msgType: 'Cancel', silent: true, ...to('gone.a') }));
  expect(await read(warning.id)).toMatchObject({ state: 'cancelled', headline: warning.headline });
  expect(await city.send<Problem>('POST', '/api/incidents', { ...incident, requestId: uuidv7() })).toMatchObject({
    status: 409,
    body: { code: 'warning-cancelled', fields: [{ field: 'source.warningId' }] },
  });
});
