import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parse } from 'yaml';
import { argumentsOf, ignoring, parseDockerfile, type Stage } from './dockerfile';
import { makeTree, removeTree, repository } from './temporary-tree';

const read = (name: string): string => fs.readFileSync(path.join(repository, name), 'utf8');
const stages = parseDockerfile(read('Dockerfile'));
const [build, final] = stages as readonly [Stage, Stage];
const isIgnored = ignoring(read('.dockerignore'));
const onLongRuns = process.env.GUILDHALL_LONG === '1' ? describe : describe.skip;

interface Service {
  readonly image?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
}

interface Composition {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

describe('Dockerfile', () => {
  it('runs Node itself as an ordinary user', () => {
    expect(argumentsOf(final, 'USER')).toEqual(['node']);
    expect(JSON.parse(argumentsOf(final, 'CMD')[0] ?? '')).toEqual(['node', 'dist/src/main.js']);
  });

  it('sends no secret, local data or repository history into the image', () => {
    for (const name of ['.env', '.git', 'data', 'node_modules', 'dist', 'server.log']) {
      expect(isIgnored(name)).toBe(true);
    }
  });

  it('copies only files that exist and are not ignored', () => {
    const copied = argumentsOf(build, 'COPY').flatMap((argument) => argument.split(/\s+/).slice(0, -1));

    expect(copied.filter((name) => isIgnored(name) || !fs.existsSync(path.join(repository, name)))).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const { services, volumes } = parse(text) as Composition;

  it('starts the server when PostgreSQL and Redis are healthy', () => {
    const needs = Object.entries(services.guildhall?.depends_on ?? {});

    expect(needs.map(([name]) => name).sort()).toEqual(['postgres', 'redis']);
    for (const [name, { condition }] of needs) {
      expect(condition).toBe('service_healthy');
      expect(services[name]?.healthcheck?.test.length).toBeGreaterThan(0);
    }
  });

  it('holds no secret and refuses to start without one', () => {
    const { JWT_SECRET, ADMIN_API_KEY, DATABASE_URL } = services.guildhall?.environment ?? {};

    expect(JWT_SECRET).toMatch(/^\$\{JWT_SECRET:\?.+\}$/);
    expect(ADMIN_API_KEY).toMatch(/^\$\{ADMIN_API_KEY:\?.+\}$/);
    expect(DATABASE_URL).toMatch(/:\$\{POSTGRES_PASSWORD:\?.+\}@postgres:5432\//);
    expect(services.postgres?.environment.POSTGRES_PASSWORD).toMatch(/^\$\{POSTGRES_PASSWORD:\?.+\}$/);
  });

  it('keeps data in volumes it declares', () => {
    const used = Object.values(services).flatMap((service) =>
      (service.volumes ?? []).map((volume) => volume.split(':')[0]),
    );

    expect(used.sort()).toEqual(Object.keys(volumes).sort());
  });
});

onLongRuns('the steps of the Dockerfile, in a clean folder', () => {
  let tree: string;

  beforeAll(() => {
    tree = makeTree({});
  });

  afterAll(() => removeTree(tree));

  /** Where a path of a stage lies on this machine. */
  const inStage = (stage: Stage, location: string): string =>
    path.join(tree, stage === build ? 'build' : 'final', path.posix.resolve('/app', location));

  it('make an image that starts, is healthy and stops', async () => {
    for (const stage of stages) {
      fs.mkdirSync(inStage(stage, '.'), { recursive: true });
      for (const { verb, argument } of stage.instructions) {
        if (verb === 'COPY') copy(stage, argument);
        if (verb === 'RUN') await run('sh', ['-c', argument], inStage(stage, '.'), process.env);
      }
    }
    await startAndStop();
  });

  function copy(stage: Stage, argument: string): void {
    const words = argument.split(/\s+/);
    const fromBuild = words.includes('--from=build');
    const [target = '', ...sources] = words.filter((word) => !word.startsWith('--')).reverse();
    for (const source of sources) {
      const origin = fromBuild ? inStage(build, source) : path.join(repository, source);
      const place = inStage(
        stage,
        target.endsWith('/') ? path.posix.join(target, path.posix.basename(source)) : target,
      );
      fs.cpSync(origin, place, { recursive: true, verbatimSymlinks: true });
    }
  }

  async function startAndStop(): Promise<void> {
    const env = {
      ...imageEnvironment(),
      PORT: String(await freePort()),
      HOST: '127.0.0.1',
      DATA_DIR: inStage(final, '/data'),
    };
    const [program = '', ...args] = JSON.parse(argumentsOf(final, 'CMD')[0] ?? '') as string[];
    const server = spawn(program, args, { cwd: inStage(final, '.'), env, stdio: ['ignore', 'inherit', 'inherit'] });
    const exit = once(server, 'exit');
    try {
      await untilHealthy(env, exit);
      await expectDocuments(`http://127.0.0.1:${env.PORT}`);
    } finally {
      server.kill('SIGTERM');
    }
    expect(await exit).toEqual([0, null]);
  }

  /** The build adds to the OpenAPI document what no test of the sources sees. */
  async function expectDocuments(url: string): Promise<void> {
    for (const [document, part] of [
      ['/openapi.json', '/management/rooms'],
      ['/openapi.json', '/api/v10/guilds/{guild_id}/channels'],
      ['/asyncapi.json', '/gateway'],
      ['/docs', '<html'],
    ]) {
      const answer = await fetch(`${url}${document}`);
      expect([answer.status, (await answer.text()).includes(part)]).toEqual([200, true]);
    }
  }

  /** Runs the image's own health check until it passes; stops when the server has ended. */
  async function untilHealthy(env: NodeJS.ProcessEnv, exit: Promise<unknown[]>): Promise<void> {
    const [health = ''] = argumentsOf(final, 'HEALTHCHECK');
    const [program = '', ...args] = JSON.parse(health.slice(health.indexOf('['))) as string[];
    const ended = exit.then(() => 'ended' as const);
    for (;;) {
      const check = run(program, args, inStage(final, '.'), env).then(
        () => 'healthy' as const,
        () => 'not yet' as const,
      );
      const outcome = await Promise.race([check, ended]);
      if (outcome === 'ended') throw new Error('The server ended before it was healthy.');
      if (outcome === 'healthy') return;
    }
  }
});

/** What the image sets, and of this machine only where programs are. */
function imageEnvironment(): NodeJS.ProcessEnv {
  const pairs = argumentsOf(final, 'ENV').map((pair): [string, string] => {
    const [name = '', value = ''] = pair.split('=');
    return [name, value];
  });
  return { PATH: process.env.PATH, HOME: process.env.HOME, ...Object.fromEntries(pairs) };
}

async function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let problem = '';
  child.stderr.on('data', (chunk) => (problem += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} exited with ${code}:\n${problem}`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
