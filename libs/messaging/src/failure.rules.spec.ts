import { QueryFailedError } from 'typeorm';
import { Refused } from '#service-kit/refused.js';
import { judge } from './failure.rules.js';
import { NotYet } from './ports.js';

const postgres = (code: string, severity = 'ERROR') => Object.assign(new Error(code), { code, severity });
const wrapped = (code: string, severity?: string) => new QueryFailedError('SELECT 1', [], postgres(code, severity));

describe('judge', () => {
  it.each<[string, unknown, string]>([
    ['a refusal', new Refused('activation-ended'), 'refused'],
    ['an unknown aggregate', new NotYet('the activation'), 'not-yet'],
    ['a plain error', new TypeError('x is undefined'), 'bug'],
    ['no error at all', undefined, 'bug'],
    ['a broken constraint', wrapped('23505'), 'bug'],
    ['wrong SQL', wrapped('42601'), 'bug'],
    ['a deadlock', wrapped('40P01'), 'outage'],
    ['a serialization failure', wrapped('40001'), 'outage'],
    ['a lock timeout', wrapped('55P03'), 'outage'],
    ['a statement timeout', wrapped('57014'), 'outage'],
    ['a terminated connection', wrapped('57P01', 'FATAL'), 'outage'],
    ['a starting server', wrapped('57P03', 'FATAL'), 'outage'],
    ['a full disk', wrapped('53100'), 'outage'],
    ['too many connections', wrapped('53300', 'FATAL'), 'outage'],
    ['a lost connection', wrapped('08006'), 'outage'],
    ['a database that accepts no connections', postgres('55000', 'FATAL'), 'outage'],
    ['the same code as a mistake in SQL', wrapped('55000'), 'bug'],
    ['a refused connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'outage'],
    ['refused on both addresses', new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })]), 'outage'],
    ['a pool that has none free', new Error('timeout exceeded when trying to connect'), 'outage'],
    ['a connection that ended by itself', new Error('Connection terminated unexpectedly'), 'outage'],
    [
      'a released query runner',
      Object.assign(new Error('Query runner already released.'), { name: 'QueryRunnerAlreadyReleasedError' }),
      'outage',
    ],
  ])('%s', (_, error, expected) => {
    expect(judge(error)).toBe(expected);
  });
});
