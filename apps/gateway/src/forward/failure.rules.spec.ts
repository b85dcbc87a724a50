import { failureOf, sequelOf } from './failure.rules.js';

const coded = (code: string, more: object = {}): Error => Object.assign(new Error(code), { code, ...more });
const wrapped = (cause: Error): Error => new Error('Internal Server Error', { cause });

describe('how an attempt failed', () => {
  it.each([
    [coded('ECONNREFUSED'), 'not-connected'],
    [wrapped(coded('ECONNREFUSED')), 'not-connected'],
    [wrapped(coded('EHOSTUNREACH', { syscall: 'connect' })), 'not-connected'],
    [coded('EHOSTUNREACH', { syscall: 'read' }), 'broken-off'],
    [wrapped(coded('UND_ERR_CONNECT_TIMEOUT')), 'not-connected'],
    [wrapped(coded('UND_ERR_HEADERS_TIMEOUT')), 'timed-out'],
    [coded('UND_ERR_BODY_TIMEOUT'), 'timed-out'],
    [coded('ECONNRESET', { syscall: 'read' }), 'broken-off'],
    [wrapped(coded('UND_ERR_SOCKET')), 'broken-off'],
    [wrapped(coded('UND_ERR_INVALID_ARG')), 'unsendable'],
    [new Error('other side closed'), 'broken-off'],
    [undefined, 'broken-off'],
  ])('%s is %s', (error, failure) => {
    expect(failureOf(error)).toBe(failure);
  });
});

describe('what follows', () => {
  it.each([
    ['not-connected', 'POST', true, 'next'],
    ['not-connected', 'POST', false, 'service-away'],
    ['broken-off', 'GET', true, 'next'],
    ['broken-off', 'HEAD', true, 'next'],
    ['broken-off', 'POST', true, 'service-away'],
    ['broken-off', 'DELETE', true, 'service-away'],
    ['broken-off', 'GET', false, 'service-away'],
    ['timed-out', 'GET', true, 'service-slow'],
    ['timed-out', 'POST', true, 'service-slow'],
    ['unsendable', 'GET', true, 'invalid-input'],
  ] as const)('%s, %s, another instance %s: %s', (failure, method, hasNext, expected) => {
    const sequel = sequelOf(failure, method, 'dispatch', hasNext);
    expect(sequel === 'next' ? sequel : sequel.code).toBe(expected);
  });

  it('names the service', () => {
    expect(sequelOf('not-connected', 'GET', 'dispatch', false)).toEqual({
      code: 'service-away',
      zh: '派发服务暂时联系不上',
      en: 'The dispatch service cannot be reached for the moment',
    });
  });
});
