import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { loadSettings, SettingsError } from './load-settings';
import type { LoadedSettings } from './load-settings';
import type { Variables } from './parse-environment';
import { renderEnvExample, renderSettingsMarkdown } from './settings-documents';

const memory = { DATABASE_URL: 'memory://' };
const goodJwtSecret = 'Zq3vX9bT1mK7pL5sD8fG2hJ4wE6rY0uI';
const goodAdminKey = 'Nf7Rk2Vx9Lm4Qz8T';
const postgres = {
  DATABASE_URL: 'postgres://me:pw@db:5432/guildhall',
  JWT_SECRET: goodJwtSecret,
  ADMIN_API_KEY: goodAdminKey,
};

const load = (...sources: Variables[]): LoadedSettings => loadSettings(sources, tmpdir());

function problemsOf(...sources: Variables[]): string[] {
  try {
    load(...sources);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.message.split('\n');
    throw error;
  }
}

describe('loadSettings', () => {
  it('has the documented defaults', () => {
    const { settings } = load(memory);
    expect(settings.http).toMatchObject({
      host: '0.0.0.0',
      port: 3000,
      allowedOrigins: '*',
      trustProxy: false,
      maxConnections: 100_000,
      rateLimits: true,
    });
    expect(settings.database).toMatchObject({ kind: 'memory', poolSize: 10, dataDir: join(tmpdir(), 'data') });
    expect(settings.security).toMatchObject({ accessTokenExpireMinutes: 30, refreshTokenExpireDays: 7 });
    expect(settings.sync).toMatchObject({ intervalSeconds: 300, callbackUrl: undefined, signingSecret: undefined });
    expect(settings.rooms.trustUserId).toBe(false);
    expect(settings.log).toEqual({ level: 'info', file: undefined });
    expect(settings.files.uploadLimitBytes).toBe(25 * 1024 * 1024);
  });

  it('freezes what it hands out', () => {
    const { settings } = load(memory);
    expect(() => Object.assign(settings.http, { port: 1 })).toThrow(TypeError);
    expect(() => Object.assign(settings, { http: {} })).toThrow(TypeError);
  });

  it('names every problem at once and repeats no secret', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://root@localhost/im',
      PORT: '99999',
      WORKERS: '4',
      ADMIN_API_KEY: 'tiny',
      SYNC_INTERVAL_SECONDS: 'often',
      ALLOWED_ORIGINS: 'chat.example.org',
    });
    expect(problems).toHaveLength(6);
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^PORT must be from 0 to 65,535 \(it is "99999"\)$/),
        expect.stringMatching(/^WORKERS must be 1: several processes/),
        expect.stringMatching(/^ADMIN_API_KEY must have at least 16 characters$/),
        expect.stringMatching(/^SYNC_INTERVAL_SECONDS must be a whole number/),
        expect.stringMatching(/^DATABASE_URL names MySQL/),
        expect.stringMatching(/^ALLOWED_ORIGINS holds "chat.example.org"/),
      ]),
    );
    expect(problems.join()).not.toContain('tiny');
  });

  it('lets the real environment win over the file, whichever name is used', () => {
    const { settings } = load({ ...memory, SERVER_PORT: '4000', HOST: '' }, { PORT: '5000', HOST: '127.0.0.1' });
    expect(settings.http.port).toBe(4000);
    expect(settings.http.host).toBe('127.0.0.1');
  });

  it('ignores names it does not know', () => {
    expect(problemsOf({ ...memory, PROT: '1', GUILDHALL_TYPO: 'x' })).toEqual([]);
  });
});

describe('aliases', () => {
  it.each([
    [{ BIND_ADDRESS: '127.0.0.1:8080' }, '127.0.0.1', 8080],
    [{ BIND_ADDRESS: '[::1]:8080' }, '::1', 8080],
    [{ BIND_ADDRESS: ':8080' }, '0.0.0.0', 8080],
    [{ BIND_ADDRESS: '127.0.0.1' }, '127.0.0.1', 3000],
    [{ SERVER_HOST: '10.0.0.1', SERVER_PORT: '81' }, '10.0.0.1', 81],
    [{ PORT: '8080', BIND_ADDRESS: '0.0.0.0:8080' }, '0.0.0.0', 8080],
  ])('%j listens on %s port %d', (variables, host, port) => {
    expect(load({ ...memory, ...variables }).settings.http).toMatchObject({ host, port });
  });

  it.each([
    [{ RUST_LOG: 'debug' }, 'debug'],
    [{ RUST_LOG: 'tower_http=trace,warn' }, 'warn'],
    [{ RUST_LOG: 'guildhall=trace' }, 'trace'],
    [{ RUST_LOG: 'off' }, 'silent'],
    [{ DEBUG: 'true' }, 'debug'],
    [{ DEBUG: 'false' }, 'info'],
    [{ DEBUG: 'socket.io*' }, 'info'],
    [{ LOG_LEVEL: 'WARN' }, 'warn'],
  ])('%j logs at %s', (variables, level) => {
    expect(load({ ...memory, ...variables }).settings.log.level).toBe(level);
  });

  it.each([
    [{ PORT: '1', SERVER_PORT: '2' }, 'PORT PORT and SERVER_PORT mean the same setting but differ: keep one of them'],
    [
      { LOG_LEVEL: 'info', DEBUG: 'true' },
      'LOG_LEVEL LOG_LEVEL and DEBUG mean the same setting but differ: keep one of them',
    ],
    [
      { HOST: 'a', BIND_ADDRESS: 'b:3000' },
      'HOST HOST and BIND_ADDRESS mean the same setting but differ: keep one of them',
    ],
  ])('%j differ', (variables, problem) => {
    expect(problemsOf({ ...memory, ...variables })).toEqual([problem]);
  });

  it('reads SECRET_KEY and CORS_ALLOWED_ORIGINS', () => {
    const { settings } = load({
      ...memory,
      SECRET_KEY: goodJwtSecret,
      CORS_ALLOWED_ORIGINS: '["https://a.example", "http://localhost:5173/"]',
      ALLOWED_ORIGINS: 'https://a.example,http://localhost:5173',
    });
    expect(settings.security.jwtSecret).toBe(goodJwtSecret);
    expect(settings.http.allowedOrigins).toEqual(['https://a.example', 'http://localhost:5173']);
  });
});

describe('DATABASE_URL', () => {
  it.each([
    ['sqlite::memory:', 'memory', undefined],
    ['memory://', 'memory', undefined],
    ['memory:///srv/demo.tar', 'memory', undefined],
    ['postgresql+asyncpg://me:pw@db/chat', 'postgres', 'postgres://me:pw@db/chat'],
    ['postgresql://db/chat', 'postgres', 'postgres://db/chat'],
  ])('%s means %s', (address, kind, url) => {
    const { settings } = load({ ...postgres, DATABASE_URL: address });
    expect(settings.database).toMatchObject(url ? { kind, url } : { kind });
  });

  it.each([
    ['sqlite:./chat.db', /SQLite file/],
    ['sqlite+aiosqlite:///./x.db', /SQLite file/],
    ['mysql://root@localhost/im', /MySQL/],
    ['memory://demo', /must be postgres:/],
    ['mongodb://x/y', /must be postgres:/],
    ['postgres://db:5432/', /must name a database/],
    ['postgres://a b c@@/', /not a valid/],
  ])('%s is refused', (address, problem) => {
    const problems = problemsOf({ DATABASE_URL: address, JWT_SECRET: goodJwtSecret, ADMIN_API_KEY: goodAdminKey });
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems[0]).toMatch(/^DATABASE_URL /);
  });
});

describe('secrets', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'guildhall-settings-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('are generated once and kept for the owner only in the embedded shape', () => {
    const first = load({ DATA_DIR: dataDir });
    const second = load({ DATA_DIR: dataDir });
    const file = join(dataDir, 'secrets.json');
    expect(first.newAdminKey).toEqual({ adminApiKey: first.settings.security.adminApiKey, file });
    expect(second.newAdminKey).toBeUndefined();
    expect(second.settings.security).toEqual(first.settings.security);
    expect(readdirSync(dataDir)).toEqual(['secrets.json']);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('given by the environment win over the stored ones and are not stored', () => {
    load({ DATA_DIR: dataDir });
    const { settings, newAdminKey } = load({ DATA_DIR: dataDir, ADMIN_API_KEY: goodAdminKey });
    expect(settings.security.adminApiKey).toBe(goodAdminKey);
    expect(newAdminKey).toBeUndefined();
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).not.toContain(goodAdminKey);
  });

  it('in a damaged file are refused in plain words', () => {
    writeFileSync(join(dataDir, 'secrets.json'), '{"jwtSecret": "x"');
    expect(problemsOf({ DATA_DIR: dataDir })).toEqual([expect.stringMatching(/secrets\.json is damaged/)]);
  });

  it('are made in memory for memory://, and the key is shown', () => {
    const { settings, newAdminKey } = load({ ...memory, DATA_DIR: dataDir });
    expect(newAdminKey).toEqual({ adminApiKey: settings.security.adminApiKey });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('are required with PostgreSQL', () => {
    const problems = problemsOf({ DATABASE_URL: postgres.DATABASE_URL, DATA_DIR: dataDir });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['JWT_SECRET', 'ADMIN_API_KEY']);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it.each([
    ['ADMIN_API_KEY', 'your_secret_api_key'],
    ['ADMIN_API_KEY', 'secret-secret-secret'],
    ['ADMIN_API_KEY', 'changeme-changeme-changeme'],
    ['ADMIN_API_KEY', 'aaaaaaaaaaaaaaaaaaaaaaaa'],
    ['JWT_SECRET', 'your-super-secret-key-here-and-longer'],
    ['JWT_SECRET', 'your-super-secret-jwt-key-change-this-in-production'],
    ['SECRET_KEY', 'super-secret-jwt-key-for-production'],
  ])('%s=%s is refused in every shape', (name, value) => {
    for (const shape of [memory, { DATABASE_URL: postgres.DATABASE_URL, JWT_SECRET: '', ADMIN_API_KEY: '' }]) {
      expect(problemsOf({ ...shape, [name]: value }).join()).toMatch(/looks like an example/);
    }
  });

  it('for signing are the base64 of 24 to 64 bytes', () => {
    const secret = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 'qwertzuiop').toString('base64')}`;
    expect(load({ ...memory, SYNC_SIGNING_SECRET: secret(24) }).settings.sync.signingSecret).toHaveLength(24);
    expect(load({ ...memory, SYNC_SIGNING_SECRET: secret(64) }).settings.sync.signingSecret).toHaveLength(64);
    for (const wrong of [secret(23), secret(65), secret(24).slice(6), 'whsec_!!!', 'whsec_']) {
      expect(problemsOf({ ...memory, SYNC_SIGNING_SECRET: wrong })).toEqual([
        expect.stringMatching(/^SYNC_SIGNING_SECRET must be whsec_/),
      ]);
    }
  });
});

describe('warnings', () => {
  it('tell what an operator should know', () => {
    expect(load(memory).warnings).toEqual([]);
    const { warnings } = load({
      ...memory,
      ROOM_TRUST_USER_ID: 'true',
      DATA_CALLBACK_URL: 'http://localhost:9000/in',
      RATE_LIMITS: 'off',
    });
    expect(warnings).toEqual([
      expect.stringContaining('ROOM_TRUST_USER_ID'),
      expect.stringContaining('SYNC_SIGNING_SECRET'),
      expect.stringContaining('RATE_LIMITS'),
    ]);
  });
});

describe('TRUST_PROXY', () => {
  it.each([
    ['off', false],
    ['0', false],
    ['2', 2],
    ['loopback, 10.0.0.0/8,::1', ['loopback', '10.0.0.0/8', '::1']],
  ])('%s is read', (text, value) => {
    expect(load({ ...memory, TRUST_PROXY: text }).settings.http.trustProxy).toEqual(value);
  });

  it.each(['true', 'nginx', '10.0.0.0/33', '33'])('%s is refused', (text) => {
    expect(problemsOf({ ...memory, TRUST_PROXY: text })).toEqual([expect.stringMatching(/^TRUST_PROXY must/)]);
  });
});

describe('any text in any setting', () => {
  const names = ['HOST', 'PORT', 'BIND_ADDRESS', 'ALLOWED_ORIGINS', 'TRUST_PROXY', 'JWT_SECRET', 'SYNC_SIGNING_SECRET'];
  const others = ['RUST_LOG', 'DEBUG', 'LOG_LEVEL', 'REDIS_URL', 'DATA_CALLBACK_URL', 'SYNC_INTERVAL_SECONDS'];

  it('either gives settings within bounds or a list of named problems, never another error', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.integer().map(String), fc.json());
    const variables = fc.dictionary(fc.constantFrom(...names, ...others), text);
    fc.assert(
      fc.property(variables, (given) => {
        const problems = problemsOf({ ...given, ...memory });
        if (problems.length > 0) return;
        const { settings } = load({ ...given, ...memory });
        expect(settings.http.port).toBeGreaterThanOrEqual(0);
        expect(settings.http.port).toBeLessThanOrEqual(65_535);
        expect(settings.security.jwtSecret.length).toBeGreaterThanOrEqual(32);
      }),
    );
  });

  it('reads every list of origins in both notations alike', () => {
    const origins = fc.uniqueArray(
      fc.webUrl({ validSchemes: ['https'] }).map((url) => new URL(url).origin),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(origins, (list) => {
        const commas = load({ ...memory, ALLOWED_ORIGINS: list.join(' , ') }).settings.http.allowedOrigins;
        const json = load({ ...memory, ALLOWED_ORIGINS: JSON.stringify(list) }).settings.http.allowedOrigins;
        expect(commas).toEqual(list);
        expect(json).toEqual(list);
      }),
    );
  });
});

describe('documents made from the settings', () => {
  const root = join(__dirname, '../..');
  const read = (path: string): string => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');

  it('are up to date (node scripts/env-example.mjs writes them)', () => {
    expect(read('.env.example')).toBe(renderEnvExample());
    expect(read('docs/settings.md')).toBe(renderSettingsMarkdown());
  });

  it('hold no secret that could be copied', () => {
    expect(renderEnvExample()).toMatch(/^#JWT_SECRET=$/m);
    expect(renderEnvExample()).toMatch(/^#ADMIN_API_KEY=$/m);
  });
});
