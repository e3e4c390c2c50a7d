import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { NestLog } from './nest-log';
import { logTo, openLog } from './pino-log';
import type { PinoLog } from './pino-log';
import { readableLine } from './readable-lines';
import { redactFields, redactText } from './redaction';
import { requestContext } from './request-context';

interface Entry {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

function listLog(level = 'debug'): { log: PinoLog; entries: () => Entry[]; text: () => string } {
  const lines: string[] = [];
  const log = logTo({ level }, { write: (line) => void lines.push(line) });
  return { log, entries: () => lines.map((line) => JSON.parse(line) as Entry), text: () => lines.join('') };
}

describe('PinoLog', () => {
  it('writes one JSON line per entry, from its level on', () => {
    const { log, entries } = listLog('info');
    log.debug('no');
    log.info('yes', { count: 3 });
    log.error('bad', { error: new TypeError('broken') });
    expect(entries()).toEqual([
      { level: 30, time: expect.any(String), msg: 'yes', count: 3 },
      {
        level: 50,
        time: expect.any(String),
        msg: 'bad',
        error: { type: 'TypeError', message: 'broken', stack: expect.stringContaining('pino-log.spec') },
      },
    ]);
  });

  it('names the request an entry belongs to', async () => {
    const { log, entries } = listLog();
    await requestContext.run({ requestId: 'r1' }, async () => {
      await Promise.resolve();
      log.info('inside');
    });
    log.info('outside');
    expect(entries().map((entry) => entry.requestId)).toEqual(['r1', undefined]);
  });

  it('appends to a file, and opens it anew after it was moved', () => {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-log-'));
    try {
      const file = join(folder, 'deep', 'server.log');
      const log = openLog({ level: 'info', file });
      log.info('first');
      renameSync(file, `${file}.1`);
      log.info('second');
      log.reopen();
      log.info('third');
      log.flush();
      expect(readFileSync(`${file}.1`, 'utf8')).toMatch(/"first"[^]*"second"/);
      expect(readFileSync(file, 'utf8')).toMatch(/"third"/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('redaction', () => {
  it.each([
    'authorization',
    'Authorization',
    'x-api-key',
    'apiKey',
    'adminApiKey',
    'cookie',
    'set-cookie',
    'token',
    'access_token',
    'refreshToken',
    'ticket',
    'password',
    'newPassword',
    'jwtSecret',
    'signing_secret',
  ])('hides %s at every depth', (name) => {
    expect(redactFields({ [name]: 'visible', list: [{ [name]: ['visible'] }], other: { [name]: 7 } })).toEqual({
      [name]: '[redacted]',
      list: [{ [name]: '[redacted]' }],
      other: { [name]: '[redacted]' },
    });
  });

  it.each([
    ['/ws/rooms/7?user_id=x&ticket=abc.def-1&nickname=y', '/ws/rooms/7?user_id=x&ticket=[redacted]&nickname=y'],
    ['/x?token=t&api_key=k#f', '/x?token=[redacted]&api_key=[redacted]#f'],
    ['?access_token=t', '?access_token=[redacted]'],
    [`POST /api/v10/webhooks/77/${'a-Z_9'.repeat(14)}?wait=1 200`, 'POST /api/v10/webhooks/77/[redacted]?wait=1 200'],
    [`/api/interactions/77/${'x'.repeat(90)}/callback`, '/api/interactions/77/[redacted]/callback'],
    ['/attachments/1/2/a.txt?ex=1f&is=2e&hm=00ff', '/attachments/1/2/a.txt?ex=1f&is=2e&hm=[redacted]'],
    ['DELETE /api/webhooks/1234567890 204', 'DELETE /api/webhooks/1234567890 204'],
    ['connect postgres://me:hunter2@db:5432/x failed', 'connect postgres://me:[redacted]@db:5432/x failed'],
    ['redis://:hunter2@cache:6379', 'redis://:[redacted]@cache:6379'],
    ['GET /rooms?limit=5 200', 'GET /rooms?limit=5 200'],
  ])('%s becomes %s', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it('reaches messages and errors', () => {
    const { log, text } = listLog();
    log.warn('GET /?ticket=hunter2', {
      error: new Error('no: postgres://me:hunter2@db/x'),
      headers: { cookie: 'hunter2' },
    });
    expect(text()).not.toContain('hunter2');
  });

  it('ends for everything a caller may log', () => {
    const circle: Record<string, unknown> = { name: 'circle' };
    circle.self = circle;
    const { log, entries } = listLog();
    log.info('odd', { circle, big: 10n, bytes: new Uint8Array(3), nothing: undefined, when: new Date(0) });
    expect(entries()[0]).toMatchObject({ big: '10', bytes: '[3 bytes]', when: '1970-01-01T00:00:00.000Z' });
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.anything()), (fields) => log.info('any', fields)));
  });
});

describe('readable lines', () => {
  it('show time, level, text and fields', () => {
    const line = JSON.stringify({ level: 30, time: '2026-01-02T03:04:05.678Z', msg: 'hello', port: 3000, who: 'a b' });
    expect(readableLine(line, false)).toBe('03:04:05.678 info  hello port=3000 who="a b"\n');
  });

  it('say a request once', () => {
    const request = { requestId: 'r1', method: 'GET', url: '/x', status: 404, durationMs: 3, address: '::1' };
    const line = JSON.stringify({ level: 30, time: '2026-01-02T03:04:05.678Z', msg: 'GET /x 404', ...request });
    expect(readableLine(line, false)).toBe('03:04:05.678 info  GET /x 404 durationMs=3 address=::1\n');
  });

  it('show a stack on lines of its own, and warn in colour', () => {
    const line = JSON.stringify({
      level: 50,
      time: '2026-01-02T03:04:05.678Z',
      msg: 'bad',
      error: { stack: 'Error: x\n  at y' },
    });
    expect(readableLine(line, true)).toBe('\u001b[31m03:04:05.678 ERROR bad\n  Error: x\n  at y\u001b[39m\n');
  });

  it('leave alone what is no entry', () => {
    expect(readableLine('plain\n', true)).toBe('plain\n');
  });
});

describe('NestLog', () => {
  it("puts Nest's wiring on the debug level and keeps the rest", () => {
    const { log, entries } = listLog();
    const nest = new NestLog(log);
    nest.log('module wired', 'InstanceLoader');
    nest.log('job done', 'Scheduler');
    nest.error('it broke', 'Error: x\n at y', 'Scheduler');
    nest.error(new Error('listen EADDRINUSE'), undefined, 'NestApplication');
    expect(entries().map(({ level, msg, context }) => ({ level, msg, context }))).toEqual([
      { level: 20, msg: 'module wired', context: 'InstanceLoader' },
      { level: 30, msg: 'job done', context: 'Scheduler' },
      { level: 50, msg: 'it broke', context: 'Scheduler' },
      { level: 20, msg: 'listen EADDRINUSE', context: 'NestApplication' },
    ]);
    expect(entries()[2]?.stack).toBe('Error: x\n at y');
  });
});
