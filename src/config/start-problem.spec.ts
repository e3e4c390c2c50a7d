import { tmpdir } from 'node:os';
import { unavailable } from '../shared/errors';
import { loadSettings } from './load-settings';
import type { Settings } from './settings';
import { startProblem } from './start-problem';

const settingsOf = (variables: Record<string, string>): Settings =>
  loadSettings(
    [
      {
        DATABASE_URL: 'memory://',
        JWT_SECRET: 'Zq3vX9bT1mK7pL5sD8fG2hJ4wE6rY0uI',
        ADMIN_API_KEY: 'Nf7Rk2Vx9Lm4Qz8T',
        ...variables,
      },
    ],
    tmpdir(),
  ).settings;
const failure = (code: string): Error => Object.assign(new Error(`listen ${code}`), { code });

describe('startProblem', () => {
  it.each([
    ['EADDRINUSE', 'port 3000 is already in use; choose another with PORT'],
    ['EACCES', 'port 3000 may not be opened by this user; choose one above 1023 with PORT'],
    ['EADDRNOTAVAIL', 'the address in HOST (0.0.0.0) is not one of this machine'],
    ['EOTHER', 'listen EOTHER'],
  ])('says what %s means', (code, text) => {
    expect(startProblem(failure(code), settingsOf({}))).toBe(text);
  });

  it('says which database does not answer, without its password', () => {
    const error = unavailable('the database is not available, try again');
    error.cause = failure('ECONNREFUSED');
    const text = startProblem(error, settingsOf({ DATABASE_URL: 'postgres://me:hunter2@db.internal:5433/chat' }));
    expect(text).toBe(
      'PostgreSQL at db.internal:5433 does not answer (listen ECONNREFUSED); check DATABASE_URL and that the database runs',
    );
  });
});
