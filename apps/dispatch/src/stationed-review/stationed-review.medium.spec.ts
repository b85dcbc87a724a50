import { uuidv7 } from 'uuidv7';
import type { StationedReview } from '#contracts/stationed-review.js';
import { reviewItems, stationedReview, stationedReviewsAnswer } from '#contracts/stationed-review.js';
import { callerAt } from '../testing/caller.js';
import { openWhistledCity } from '../testing/whistle-history.js';
import type { WhistledCity } from '../testing/whistle-history.js';
import { factNames } from './review-facts.queries.js';
import { hashOfSheet } from './stationed-review.rules.js';
import { StationedReviewService } from './stationed-review.service.js';

const at = (text: string): Date => new Date(`${text}:00+08:00`);
const leyu = callerAt('leyu');
const nobodyKnows = uuidv7();

describe('the yearly sheets of stationed people', () => {
  let town: WhistledCity;
  let reviews: StationedReviewService;
  const [keeper, fireman, signer] = [uuidv7(), uuidv7(), uuidv7()];
  const commander = callerAt('leyu', ['commander'], signer);

  beforeAll(async () => {
    town = await openWhistledCity('2026-11-23T08:00:00+08:00');
    reviews = new StationedReviewService(town.source, town.clock);
    await town.owner.query(`INSERT INTO directory.post (id, name, name_en, org_kind, on_duty_roster) VALUES
      ('station-head', '站所负责人', 'Head', 'station', false), ('sluice-keeper', '闸站长', 'Keeper', 'station', true)`);
    await town.owner.query(`INSERT INTO directory.org_post (org_id, post_id) VALUES
      ('leyu:water-station', 'station-head'), ('leyu:water-station', 'sluice-keeper'), ('leyu:fire-station', 'station-head')`);
    await town.owner.query(
      `INSERT INTO directory.person (id, name, phone, org_id) VALUES ($1, '赵甲', '1', 'leyu:water-station'), ($2, '钱乙', '2', 'leyu:fire-station')`,
      [keeper, fireman],
    );
    await town.owner.query(
      `INSERT INTO directory.post_holder (org_id, post_id, person_id) VALUES ('leyu:water-station', 'station-head', $1),
       ('leyu:water-station', 'sluice-keeper', $1), ('leyu:fire-station', 'station-head', $2)`,
      [keeper, fireman],
    );
    await town.owner.query(
      `INSERT INTO directory.account (id, person_id, login, password_hash, roles, org_id, demo) VALUES ($1, $2, 'leyu', '-', '{commander}', 'leyu', true)`,
      [signer, fireman],
    );
    await seedYear(town);
  });
  afterAll(() => town.close());

  const water = async (): Promise<StationedReview> =>
    (await reviews.list(leyu, 2026)).reviews.find(({ stationOrgId }) => stationOrgId === 'leyu:water-station')!;
  const sheet = (overrides: object = {}) => ({
    requestId: uuidv7(),
    items: reviewItems.map((item) => ({ item, points: 18, words: '' })),
    grade: 'competent' as const,
    words: '随叫随到',
    ...overrides,
  });

  it('are made for each station of the town when first asked for, once, by any number at once', async () => {
    const [one, other] = await Promise.all([reviews.list(leyu, 2026), reviews.list(commander, 2026)]);
    expect(stationedReviewsAnswer.parse(one)).toEqual(other);
    expect(one.reviews.map((review) => [review.stationOrgId, review.departmentName, review.state])).toEqual([
      ['leyu:water-station', '水务局', 'draft'],
      ['leyu:fire-station', '消防救援大队', 'draft'],
    ]);
    expect(one.reviews[0]!.people).toEqual([{ personId: keeper, name: '赵甲', postName: '闸站长、站所负责人' }]);
    const told = await town.owner.query(`SELECT count(*)::int AS count FROM dispatch.timeline WHERE what = 'stationed-review.made'`);
    expect(told).toEqual([{ count: 2 }]);
    for (const year of [2024, 2027]) expect((await reviews.list(leyu, year)).reviews).toEqual([]);
  });

  it('show the year in counts whose rows add up, without exercises, other towns, other years and what was taken back', async () => {
    const { id, facts } = await water();
    expect(Object.fromEntries(facts.map(({ fact, count, of }) => [fact, [count, of]]))).toEqual({
      tasks: [4, 4],
      'tasks-acknowledged-in-time': [2, 3],
      'tasks-done-in-time': [1, 2],
      'whistles-of-department': [2, 2],
      'whistles-arrived-in-time': [1, 2],
      'whistles-satisfied': [1, 1],
    });
    for (const { fact, count, of } of facts) {
      const { rows } = await reviews.listRows(leyu, id, fact);
      expect([fact, rows.filter((row) => row.hit).length, rows.length]).toEqual([fact, count, of]);
    }
  });

  it('are seen by their town alone until they are signed', async () => {
    const { id } = await water();
    for (const where of ['jingang', 'water', 'urban', 'city', 'leyu/leyu:water-station']) {
      const caller = callerAt(where, ['operator', 'commander']);
      const refusals = await Promise.all(
        [
          reviews.read(caller, id),
          reviews.listRows(caller, id, 'tasks'),
          reviews.write(caller, id, sheet()),
          reviews.sign(caller, id, { requestId: uuidv7() }),
          reviews.read(caller, nobodyKnows),
        ].map((asked) => asked.then(String, (error: { code: string }) => error.code)),
      );
      expect([where, ...refusals]).toEqual([where, ...Array.from({ length: 5 }, () => 'not-found')]);
      const listed = (await reviews.list(caller, 2026)).reviews.filter((review) => review.unitId === 'leyu');
      expect([where, listed]).toEqual([where, []]);
    }
  });

  it('are written again and again, refused with the field, and not signed before they are complete', async () => {
    const { id } = await water();
    await expect(reviews.sign(leyu, id, { requestId: uuidv7() })).rejects.toMatchObject({
      code: 'review-incomplete',
      fields: expect.arrayContaining([
        expect.objectContaining({ field: 'items.conduct' }),
        expect.objectContaining({ field: 'grade' }),
      ]) as object,
    });
    const twice = [...sheet().items.slice(0, 4), sheet().items[0]!];
    await expect(reviews.write(leyu, id, sheet({ items: twice }))).rejects.toMatchObject({
      code: 'invalid-input',
      fields: [{ field: 'items.4.item' }],
    });
    const command = sheet({ items: sheet().items.toReversed() });
    const written = await reviews.write(leyu, id, command);
    expect(written.items.map(({ item }) => item)).toEqual(reviewItems);
    expect(await reviews.write(leyu, id, command)).toEqual(written);
    await expect(reviews.write(leyu, id, { ...command, words: '别的' })).rejects.toMatchObject({ code: 'request-id-reused' });
  });

  it('are signed once, then never change for anybody, and are read by their own department', async () => {
    const { id } = await water();
    await reviews.write(leyu, id, sheet());
    const results = await Promise.allSettled([
      reviews.sign(commander, id, { requestId: uuidv7() }),
      reviews.sign(commander, id, { requestId: uuidv7() }),
      reviews.write(leyu, id, sheet({ words: '同时改' })),
    ]);
    expect(results.slice(0, 2).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const signed = stationedReview.parse(await reviews.read(leyu, id));
    expect(signed).toMatchObject({ state: 'signed', signedByName: '钱乙', signedAt: town.clock.now().toISOString() });
    expect(signed.signedHash).toBe(hashOfSheet({ ...signed, signedAt: signed.signedAt! }));
    await expect(reviews.write(leyu, id, sheet())).rejects.toMatchObject({ code: 'review-signed' });
    await expect(reviews.sign(commander, id, { requestId: uuidv7() })).rejects.toMatchObject({ code: 'review-signed' });
    for (const sql of [
      `UPDATE dispatch.stationed_review SET words = 'x' WHERE id = $1`,
      'DELETE FROM dispatch.stationed_review WHERE id = $1',
    ]) {
      await expect(town.owner.query(sql, [id])).rejects.toThrow(/a signed review never changes/);
    }

    expect(await reviews.read(callerAt('water'), id)).toEqual(signed);
    expect((await reviews.list(callerAt('water'), 2026)).reviews).toEqual([signed]);
    expect((await reviews.list(callerAt('city'), 2026)).reviews).toEqual([signed]);
    for (const where of ['fire', 'urban', 'jingang'])
      await expect(reviews.read(callerAt(where), id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(reviews.write(callerAt('water'), id, sheet())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('keep facts, rows and signature when the year goes on and a name is erased', async () => {
    const before = await water();
    await seedYear(town);
    await town.owner.query(`UPDATE directory.person SET name = '（已删除）' WHERE id = $1`, [keeper]);
    const after = await reviews.read(leyu, before.id);
    expect(after).toEqual({ ...before, people: [{ ...before.people[0]!, name: '（已删除）' }] });
    for (const fact of factNames) {
      const { of } = after.facts.find((one) => one.fact === fact)!;
      expect((await reviews.listRows(callerAt('water'), before.id, fact)).rows).toHaveLength(of);
    }
    expect(after.signedHash).toBe(hashOfSheet({ ...after, signedAt: after.signedAt! }));
  });
});

/** A year at the water station: four tasks that count and four that do not, three whistles for its department and one exercise. */
async function seedYear(town: WhistledCity): Promise<void> {
  const due = at('2026-05-01T09:00');
  const tasks: Record<string, unknown>[] = [
    { state: 'done', acknowledged_at: at('2026-05-01T08:30'), closed_at: at('2026-05-01T08:50') },
    { state: 'arrived', acknowledged_at: at('2026-05-01T08:40') },
    { state: 'issued' },
    { state: 'issued', started_at: at('2026-11-23T07:59'), acknowledge_due_at: at('2026-11-23T08:10'), done_due_at: null },
    { state: 'issued', exercise: true },
    { state: 'cancelled', closed_at: at('2026-05-01T08:20') },
    { state: 'issued', started_at: at('2025-12-31T23:59') },
    { state: 'issued', org_id: 'jingang:water-station', unit_id: 'jingang' },
  ];
  for (const [index, overrides] of tasks.entries()) {
    const task = {
      id: uuidv7(),
      activation_id: uuidv7(),
      unit_id: 'leyu',
      task_no: `P01-0${index + 1}`,
      org_id: 'leyu:water-station',
      post_id: 'station-head',
      unfilled: false,
      exercise: false,
      issued_at: at('2026-05-01T08:00'),
      started_at: at('2026-05-01T08:00'),
      acknowledge_due_at: due,
      done_due_at: index === 1 ? null : due,
      ...overrides,
    };
    await town.owner.query(
      `INSERT INTO dispatch.brief (activation_id, unit_id, task_no, title, title_en, starts, depends_on, acknowledge_minutes, done_minutes, composed, ladder)
       VALUES ($1, $2, $3, '开闸', 'Open', 'atStart', '{}', 10, 60, '{}', '[]')`,
      [task.activation_id, task.unit_id, task.task_no],
    );
    const columns = Object.keys(task);
    await town.owner.query(
      `INSERT INTO dispatch.task (${columns.join(', ')}) VALUES (${columns.map((_, place) => `$${place + 1}`).join(', ')})`,
      Object.values(task),
    );
  }
  const arriveDueAt = at('2026-06-01T12:00');
  const blownAt = at('2026-06-01T08:00');
  const closed = {
    state: 'closed',
    finishedAt: at('2026-06-02T08:00'),
    closedAt: at('2026-06-02T09:00'),
    satisfaction: 'satisfied',
  } as const;
  await town.put({
    unitId: 'leyu',
    blownAt,
    ...closed,
    calls: [{ orgId: 'water', responsible: true, arriveDueAt, arrivedAt: at('2026-06-01T09:00') }],
  });
  await town.put({ unitId: 'leyu', blownAt, calls: [{ orgId: 'water', responsible: true, arriveDueAt }] });
  await town.put({ unitId: 'jingang', blownAt, calls: [{ orgId: 'water', responsible: true, arriveDueAt }] });
  await town.put({ unitId: 'leyu', blownAt, exercise: true, calls: [{ orgId: 'water', responsible: true, arriveDueAt }] });
}
