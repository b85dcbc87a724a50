import { isLoopback, kindOf } from './limit.rules.js';

describe('kinds of requests', () => {
  it.each([
    ['GET', '/health/live', null],
    ['GET', '/socket.io/', 'line'],
    ['GET', '/index.html', 'page'],
    ['GET', '/api/mailbox', 'read'],
    ['HEAD', '/api/orgs', 'read'],
    ['POST', '/api/session/device', 'sign-in'],
    ['DELETE', '/api/session', 'sign-in'],
    ['POST', '/api/warnings', 'upload'],
    ['POST', '/api/activations', 'command'],
  ])('%s %s → %s', (method, path, kind) => {
    expect(kindOf(method, path)).toBe(kind);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.0.3.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.127.0.1', false],
  ])('%s is of this machine: %s', (address, expected) => {
    expect(isLoopback(address)).toBe(expected);
  });
});
