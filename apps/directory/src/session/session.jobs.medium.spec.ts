import { DirectoryApp } from '../testing/directory-app.js';

let directory: DirectoryApp;
beforeAll(async () => {
  directory = await DirectoryApp.boot();
});
afterAll(() => directory?.close());

const left = async () => {
  const [row] = (await directory.database.query(`SELECT (SELECT count(*)::int FROM directory.session) AS sessions,
    (SELECT count(*)::int FROM directory.request) AS requests, (SELECT count(*)::int FROM directory.sign_in_attempt) AS attempts`)) as [
    { sessions: number; requests: number; attempts: number },
  ];
  return row;
};

it('forgets answers and misses after a day, and sessions a month after their end, in chunks', async () => {
  const now = directory.clock.now();
  await directory.database.query(
    `INSERT INTO directory.session (id, subject_id, kind, started_at, renewed_at, expires_at)
     SELECT gen_random_uuid(), gen_random_uuid(), 'person', $1, $1, $1::timestamptz + interval '12 hours' FROM generate_series(1, 2500)`,
    [now],
  );
  await directory.database.query(
    `INSERT INTO directory.request (subject_id, request_id, command, body_hash, at) SELECT gen_random_uuid(), gen_random_uuid(), 'device.issue', '', $1 FROM generate_series(1, 3)`,
    [now],
  );
  await directory.database.query(`INSERT INTO directory.sign_in_attempt VALUES ('somebody', '10.0.0.9', $1)`, [now]);
  await directory.alarmClock.fastForward('23h');
  expect(await left()).toEqual({ sessions: 2500, requests: 3, attempts: 1 });
  await directory.alarmClock.fastForward('2h');
  expect(await left()).toEqual({ sessions: 2500, requests: 0, attempts: 0 });
  await directory.alarmClock.fastForward('31d');
  expect(await left()).toEqual({ sessions: 0, requests: 0, attempts: 0 });
});

it('keeps a session that can still be renewed', async () => {
  const session = await directory.signIn('zhiban');
  await directory.alarmClock.fastForward('3h');
  expect((await directory.send('POST', '/api/session/renew', undefined, { refreshToken: session.refreshToken })).status).toBe(200);
});
