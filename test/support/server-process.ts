import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until';

const root = join(__dirname, '../..');
const LISTENS = /Guildhall listens on (http:\/\/127\.0\.0\.1:\d+) /;
const START_TIMEOUT_MS = 60_000;

/** A whole server as a process of its own, from its sources, on a free port. */
export class ServerProcess {
  readonly adminApiKey: string;
  private text = '';
  private readonly closed: Promise<unknown>;
  private address: string | undefined;

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    adminApiKey: string,
  ) {
    this.adminApiKey = adminApiKey;
    this.closed = once(child, 'close');
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.text += text));
    }
  }

  static async start(variables: Readonly<Record<string, string | undefined>>): Promise<ServerProcess> {
    const { PATH, SystemRoot } = process.env;
    const adminApiKey = variables.ADMIN_API_KEY ?? randomBytes(16).toString('hex');
    const defaults = { HOST: '127.0.0.1', PORT: '0', JWT_SECRET: randomBytes(32).toString('hex') };
    const server = new ServerProcess(
      spawn(
        process.execPath,
        [...process.execArgv, '-r', join(root, 'test/support/typescript-hook.cjs'), join(root, 'src/main.ts')],
        {
          cwd: tmpdir(),
          env: { PATH, SystemRoot, ...defaults, ...variables, ADMIN_API_KEY: adminApiKey },
        },
      ),
      adminApiKey,
    );
    try {
      server.address = await until(
        () => {
          if (server.child.exitCode !== null) throw new Error(`the server ended:\n${server.output}`);
          return LISTENS.exec(server.output)?.[1];
        },
        'the start of the server',
        START_TIMEOUT_MS,
      );
      return server;
    } catch (error) {
      await server.kill();
      throw error;
    }
  }

  /** `http://127.0.0.1:<port>`. */
  get url(): string {
    return String(this.address);
  }

  /** Both streams so far. */
  get output(): string {
    return this.text;
  }

  /** As a crash ends it, at once. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.closed;
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    await this.closed;
    return this.child.exitCode;
  }
}
