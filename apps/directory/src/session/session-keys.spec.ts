import type { ServiceConfig } from '#service-kit/service-config.js';
import { makeSigningKeys } from '../signing-keys.js';
import { SessionKeys } from './session-keys.js';

const configOf = (privateKey?: string) => ({ name: 'directory', demo: true, privateKey }) as ServiceConfig;
const keys = new SessionKeys(configOf(makeSigningKeys().privateKey));
const others = new SessionKeys(configOf(makeSigningKeys().privateKey));
const sessionId = '01890000-0000-7000-8000-0123456789ab';

describe('refresh tokens', () => {
  it('say which session and which generation, the same every time', () => {
    const token = keys.refreshToken(sessionId, 7);
    expect(keys.refreshToken(sessionId, 7)).toBe(token);
    expect(keys.readRefreshToken(token)).toEqual({ sessionId, generation: 7 });
    expect(keys.refreshToken(sessionId, 8)).not.toBe(token);
  });

  it('are refused from another key, altered anywhere, or as anything else', () => {
    expect(keys.readRefreshToken(others.refreshToken(sessionId, 7))).toBeNull();
    const bytes = Buffer.from(keys.refreshToken(sessionId, 7), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at]! ^= 1;
      expect(keys.readRefreshToken(altered.toString('base64url'))).toBeNull();
    }
    for (const text of ['', 'x', 'x'.repeat(200), '密码'.repeat(20)]) expect(keys.readRefreshToken(text)).toBeNull();
  });
});

describe('sealed answers', () => {
  it('open again under the same key only, and show nothing meanwhile', () => {
    const sealed = keys.seal({ deviceToken: 'secret-token' });
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('secret');
    expect(keys.open(sealed)).toEqual({ deviceToken: 'secret-token' });
    expect(() => others.open(sealed)).toThrow();
    const altered = Buffer.from(sealed, 'base64');
    altered[altered.length - 1]! ^= 1;
    expect(() => keys.open(altered.toString('base64'))).toThrow();
  });
});

it('the directory does not start without its signing key', () => expect(() => new SessionKeys(configOf())).toThrow('signing key'));
