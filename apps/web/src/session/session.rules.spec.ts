import { deviceTokenOf, homeOf, ownPath, pageAfterSignIn, renewInMs } from './session.rules.js';

describe('session', () => {
  it.each([
    [['operator'], '/console'],
    [['commander'], '/console'],
    [['auditor'], '/console'],
    [['administrator'], '/console'],
    [['staff'], '/desk'],
    [['command-point'], '/desk'],
    [['staff', 'operator'], '/console'],
  ] as const)('%j goes to %s', (roles, home) => {
    expect(homeOf([...roles])).toBe(home);
  });

  it.each([
    ['#desk=AAAAbbbbCCCCddddEEEE1234', 'AAAAbbbbCCCCddddEEEE1234'],
    ['#desk=short', null],
    ['#desk=AAAAbbbbCCCCddddEEEE<script>', null],
    ['#other=AAAAbbbbCCCCddddEEEE1234', null],
    ['', null],
  ])('device token of %s', (hash, token) => {
    expect(deviceTokenOf(hash)).toBe(token);
  });

  it.each([
    ['/console/incidents/1', '/console/incidents/1'],
    ['//evil.example', null],
    ['/\\evil.example', null],
    ['https://evil.example', null],
    ['/sign-in', null],
    [undefined, null],
    [['/desk'], null],
  ])('own path of %j', (wanted, path) => {
    expect(ownPath(wanted)).toBe(path);
  });

  it('sends nobody to a console that is not theirs', () => {
    expect(pageAfterSignIn(['staff'], '/console')).toBe('/desk');
    expect(pageAfterSignIn(['staff'], '/desk/tasks/1')).toBe('/desk/tasks/1');
    expect(pageAfterSignIn(['operator'], '/desk')).toBe('/desk');
    expect(pageAfterSignIn(['operator'], null)).toBe('/console');
  });

  it.each([
    [0, 450_000],
    [400_000, 50_000],
    [600_000, 0],
  ])('renews at three quarters of its life: at %i in %i ms', (now, wait) => {
    expect(renewInMs({ takenAtMs: 0, expiresInSeconds: 600 }, now)).toBe(wait);
  });
});
