import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const ADMIN_KEY = /Admin API key \(shown once, kept in .*secrets\.json\): (\S{43})\n/;
const PRINT_TIMEOUT_MS = 60_000;
const LISTENS = /Guildhall listens on (http:\/\/127\.0\.0\.1:\d+) /;

interface ServerProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it has printed so far, both streams. */
  output(): string;
  /** Resolves with the first match of `pattern` in its output; rejects when it ends before or takes too long. */
  printed(pattern: RegExp): Promise<string>;
  readonly ended: Promise<{ code: number | null; output: string }>;
}

const running: ServerProcess[] = [];

/** The server as a process of its own, from its sources. */
function start(variables: Record<string, string>, cwd = tmpdir()): ServerProcess {
  const { PATH, SystemRoot } = process.env;
  const child = spawn(
    process.execPath,
    [...process.execArgv, '-r', join(root, 'test/support/typescript-hook.cjs'), join(root, 'src/main.ts')],
    {
      cwd,
      env: { PATH, SystemRoot, HOST: '127.0.0.1', PORT: '0', ...variables },
    },
  );
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, output }));
  const printed = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const give = (reason: string): void => reject(new Error(`${reason} it printed ${pattern}:\n${output}`));
      const timer = setTimeout(() => give(`${PRINT_TIMEOUT_MS} ms went by before`), PRINT_TIMEOUT_MS).unref();
      const look = (): void => {
        const match = pattern.exec(output);
        if (!match) return;
        clearTimeout(timer);
        resolve(match[1] ?? match[0]);
      };
      listeners.add(look);
      void ended.then(() => give('the server ended before'));
      look();
    });
  const server = { child, output: () => output, printed, ended };
  running.push(server);
  return server;
}

describe('the process', () => {
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'guildhall-process-'));
  });
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.map((server) => server.ended));
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('prints every problem of its settings, those of the .env file too, and ends with 1', async () => {
    writeFileSync(
      join(dataDir, '.env'),
      'PORT=abc # a comment\nWORKERS="4"\nDATABASE_URL=postgres://me@127.0.0.1:1/x\n',
    );
    const { code, output } = await start({ PORT: '', WORKERS: '2' }, dataDir).ended;
    expect(code).toBe(1);
    expect(output.split('\n').filter((line) => line.startsWith('  - '))).toEqual([
      expect.stringContaining('PORT must be a whole number'),
      expect.stringMatching(/WORKERS must be 1.*it is "2"/),
      expect.stringContaining('JWT_SECRET is required'),
      expect.stringContaining('ADMIN_API_KEY is required'),
    ]);
    expect(output).not.toMatch(/\n\s+at /);
  }, 60_000);

  it('says that the database does not answer', async () => {
    const { code, output } = await start({
      DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/x',
      JWT_SECRET: 'Zq3vX9bT1mK7pL5sD8fG2hJ4wE6rY0uI',
      ADMIN_API_KEY: 'Nf7Rk2Vx9Lm4Qz8T',
    }).ended;
    expect(code).toBe(1);
    expect(output).toContain('Guildhall could not start: PostgreSQL at 127.0.0.1:1 does not answer');
    expect(output).not.toContain('hunter2');
    expect(output).not.toMatch(/\n\s+at /);
  }, 60_000);

  it('shows its key on the first start only, guards its directory, and stops when asked', async () => {
    const first = start({ DATA_DIR: dataDir });
    const url = await first.printed(LISTENS);
    const key = await first.printed(ADMIN_KEY);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);

    const rival = await start({ DATA_DIR: dataDir }).ended;
    expect(rival.code).toBe(1);
    expect(rival.output).toContain(`Guildhall could not start: DATA_DIR ${dataDir} is in use`);

    first.child.kill('SIGTERM');
    const stopped = await first.ended;
    expect(stopped.code).toBe(0);
    expect(stopped.output).toContain('"msg":"stopped"');
    expect(
      stopped.output
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .join(''),
    ).not.toContain(key);

    const second = start({ DATA_DIR: dataDir });
    await second.printed(LISTENS);
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(0);
    expect(second.output()).not.toContain('Admin API key');
  }, 120_000);

  it('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      const { code, output } = await start({ DATA_DIR: dataDir, PORT: String(port) }).ended;
      expect(code).toBe(1);
      expect(output).toContain(`Guildhall could not start: port ${port} is already in use; choose another with PORT`);
      expect(output).not.toMatch(/\n\s+at /);
    } finally {
      other.close();
    }
  }, 60_000);
});
