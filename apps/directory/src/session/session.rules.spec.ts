import { decideRenewal, expiryOf, scopePathOf } from './session.rules.js';

const now = new Date('2026-03-02T10:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const ahead = new Date('2026-03-02T12:00:00Z');

describe('renewing a session', () => {
  const live = { generation: 3, renewedAt: ago(600), expiresAt: ahead, endedAt: null };
  it.each([
    ['the present token renews', live, 3, { ok: true, generation: 4, repeats: false }],
    ['the former token within 30 s repeats the answer', { ...live, renewedAt: ago(30) }, 2, { ok: true, generation: 3, repeats: true }],
    ['the former token later ends the session', { ...live, renewedAt: ago(31) }, 2, { ok: false, endsSession: true }],
    ['an older token ends the session at once', { ...live, renewedAt: ago(1) }, 1, { ok: false, endsSession: true }],
    ['an ended session is refused', { ...live, endedAt: ago(5) }, 3, { ok: false, endsSession: false }],
    ['an expired session is refused', { ...live, expiresAt: now }, 3, { ok: false, endsSession: false }],
    ['no session is refused', null, 0, { ok: false, endsSession: false }],
  ])('%s', (_, session, presented, expected) => expect(decideRenewal(session, presented, now)).toEqual(expected));
});

describe('the life of a session', () => {
  it('of a person ends 12 h after the last renewal, and a week after sign-in at the latest', () => {
    expect(expiryOf('person', now, now)).toEqual(new Date('2026-03-02T22:00:00Z'));
    expect(expiryOf('person', now, new Date('2026-03-09T09:00:00Z'))).toEqual(new Date('2026-03-09T10:00:00Z'));
  });
  it('of a desk ends 30 days after the last renewal, however old it is', () => {
    expect(expiryOf('command-point', new Date('2020-01-01T00:00:00Z'), now)).toEqual(new Date('2026-04-01T10:00:00Z'));
  });
});

describe('what a session sees', () => {
  it.each([
    ['city', '320582', '320582'],
    ['city-centre', '320582/city-centre', '320582'],
    ['department', '320582/water-affairs-bureau', '320582/water-affairs-bureau'],
    ['town-centre', '320582/leyu/leyu:town-centre', '320582/leyu'],
    ['town-leadership', '320582/leyu/leyu:leadership', '320582/leyu'],
    ['station', '320582/leyu/leyu:water-station', '320582/leyu/leyu:water-station'],
    ['village', '320582/leyu/320582104216', '320582/leyu/320582104216'],
  ] as const)('%s', (kind, path, scope) => expect(scopePathOf({ kind, path })).toBe(scope));
});
