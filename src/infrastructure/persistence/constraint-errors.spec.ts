import { QueryFailedError } from 'typeorm';
import { AppError } from '../../shared/errors';
import { isConnectionFailure, toAppError } from './constraint-errors';

const withCode = (code: string, more: object = {}): Error => Object.assign(new Error('failed'), { code, ...more });
const wrapped = (error: Error): Error => new QueryFailedError('SELECT 1', [], error);

describe('toAppError', () => {
  it.each([
    ['a unique constraint', withCode('23505', { constraint: 'users_pkey' }), 'conflict'],
    ['a foreign key', withCode('23503', { constraint: 'rooms_fk' }), 'not_found'],
    ['a server that shuts down', withCode('57P01'), 'unavailable'],
    ['a server that starts', withCode('57P03'), 'unavailable'],
    ['a connection failure', withCode('08006'), 'unavailable'],
    ['a refused connection', withCode('ECONNREFUSED'), 'unavailable'],
    ['a reset connection', withCode('ECONNRESET'), 'unavailable'],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect'), 'unavailable'],
    ['a lost connection', new Error('Connection terminated unexpectedly'), 'unavailable'],
    ['a connection timeout', new Error('Connection terminated due to connection timeout'), 'unavailable'],
    ['several refused addresses', new AggregateError([withCode('ECONNREFUSED')], ''), 'unavailable'],
  ])('translates %s', (_name, error, kind) => {
    expect(toAppError(error)).toMatchObject({ kind, cause: error });
    expect(toAppError(wrapped(error))).toMatchObject({ kind });
  });

  it('uses the caller’s meaning of a constraint', () => {
    const banned = new AppError('conflict', 'already_banned', 'this user is banned already');
    const error = wrapped(withCode('23505', { constraint: 'room_bans_pkey' }));
    expect(toAppError(error, { room_bans_pkey: () => banned })).toBe(banned);
  });

  it('does not take a name from the prototype for a constraint', () => {
    expect(toAppError(withCode('23505', { constraint: 'toString' }), {})).toMatchObject({ kind: 'conflict' });
  });

  it.each([
    ['an error of ours', new AppError('limited', 'limited', 'slow down')],
    ['a mistake in SQL', withCode('42P01')],
    ['a check that nobody named', withCode('23514', { constraint: 'users_kind_check' })],
    ['a system error that only looks like class 08', withCode('08')],
    ['something that is no error', 'text'],
  ])('returns %s as it is', (_name, error) => {
    expect(toAppError(error)).toBe(error);
  });
});

describe('isConnectionFailure', () => {
  it('tells a failing database from a failing request', () => {
    expect(isConnectionFailure(withCode('57P01'))).toBe(true);
    expect(isConnectionFailure(withCode('23505'))).toBe(false);
  });
});
