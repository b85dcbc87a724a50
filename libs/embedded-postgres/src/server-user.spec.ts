import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canReach } from './server-user.js';

describe('canReach', () => {
  let home: string;
  let data: string;

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'muster-home-'));
    data = path.join(home, 'data');
    mkdirSync(data);
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const stranger = { uid: own.uid + 4_321, gid: own.gid + 4_321 };
  const sameGroup = { uid: stranger.uid, gid: own.gid };

  it.each([
    ['a home of mode 0700 lets no stranger pass', 0o700, 0o755, stranger, false],
    ['a home of mode 0711 lets him pass', 0o711, 0o755, stranger, true],
    ['a closed folder in an open home does not', 0o755, 0o700, stranger, false],
    ['the group passes by its own bit', 0o710, 0o710, sameGroup, true],
    ['and not by that of the others', 0o701, 0o701, sameGroup, false],
    ['the owner passes', 0o700, 0o700, own, true],
  ])('%s', (_, homeMode, dataMode, user, expected) => {
    chmodSync(data, dataMode);
    chmodSync(home, homeMode);
    expect(canReach(user, data)).toBe(expected);
    chmodSync(home, 0o700);
  });

  it('is not asked for somebody who runs the server himself', () => {
    expect(canReach(undefined, '/nowhere')).toBe(true);
  });
});
