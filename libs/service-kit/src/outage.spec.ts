import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { isOutage } from './outage.js';

const failed = (code: string): Error => new QueryFailedError('SELECT 1', [], Object.assign(new Error('refused'), { code }));

it.each<[string, unknown, boolean]>([
  ['a connection that the server ended', failed('57P01'), true],
  ['a deadlock', failed('40P01'), true],
  ['a full disk', failed('53100'), true],
  ['nobody listens', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), true],
  ['all addresses refuse', new AggregateError([Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })]), true],
  ['a connection that ended under a query', new Error('Connection terminated unexpectedly'), true],
  // The connection was lost between two statements of a transaction: TypeORM lets go of it, and says so at the next statement.
  ['a statement after the connection was lost', new QueryRunnerProviderAlreadyReleasedError(), true],
  ['the end of a transaction after the connection was lost', new QueryRunnerAlreadyReleasedError(), true],
  ['a row that is there already', failed('23505'), false],
  ['a mistake in a statement', failed('42601'), false],
  ['a bug', new TypeError('x is undefined'), false],
  ['nothing', undefined, false],
])('%s', (_, error, is) => expect(isOutage(error)).toBe(is));
