import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { copyInto, makeTree, type Outcome, removeTree, runNode, writeInto } from './temporary-tree';

/** Stands for @nestjs/cli: "compiles" src/main.js and counts how often it was asked to. */
const compiler = `
const fs = require('node:fs');
const path = require('node:path');
const config = process.argv[process.argv.indexOf('--path') + 1];
fs.appendFileSync('builds.log', 'built\\n');
if (fs.readFileSync('src/main.ts', 'utf8').includes('BROKEN')) {
  console.error('src/main.ts: does not compile');
  process.exit(1);
}
const output = path.resolve(path.dirname(config), JSON.parse(fs.readFileSync(config)).compilerOptions.outDir, 'src');
fs.mkdirSync(output, { recursive: true });
fs.copyFileSync('src/main.ts', path.join(output, 'main.js'));
`;

const server = `
process.on('SIGTERM', () => { console.log('stopping'); setTimeout(() => process.exit(7), 600); });
console.log('server ' + process.argv.slice(2).join(' '));
if (process.argv.includes('--stay')) setInterval(() => {}, 1000);
`;

const compilerPackage = { name: '@nestjs/cli', version: '1.0.0', bin: { nest: 'nest.js' } };
const dependencies = { '@nestjs/cli': 'file:./compiler' };
const manifest = { name: 'tree', version: '1.0.0', scripts: { start: 'node scripts/start.mjs' }, dependencies };

const lockfile = {
  name: 'tree',
  version: '1.0.0',
  lockfileVersion: 3,
  packages: {
    '': manifest,
    compiler: { name: '@nestjs/cli', version: '1.0.0', bin: { nest: 'nest.js' } },
    'node_modules/@nestjs/cli': { resolved: 'compiler', link: true },
  },
};

function makeProject(): string {
  const tree = makeTree({
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify(lockfile),
    'compiler/package.json': JSON.stringify(compilerPackage),
    'compiler/nest.js': compiler,
    'nest-cli.json': JSON.stringify({ compilerOptions: { assets: [{ include: '**/*.mjs', outDir: 'dist' }] } }),
    'tsconfig.json': '{}',
    'tsconfig.build.json': JSON.stringify({ include: ['src/**/*.ts'], exclude: ['src/**/*.spec.ts'] }),
    'src/main.ts': server,
  });
  copyInto(tree, 'scripts');
  return tree;
}

describe('npm start', () => {
  let tree: string;

  afterEach(() => removeTree(tree));

  const start = (...args: string[]): Promise<Outcome> => runNode(tree, ['scripts/start.mjs', ...args]);
  const buildCount = (): number => fs.readFileSync(path.join(tree, 'builds.log'), 'utf8').trim().split('\n').length;

  describe('on a clone with nothing installed', () => {
    beforeEach(() => {
      tree = makeProject();
    });

    it('installs, builds and starts, and says so', async () => {
      const { code, stdout, stderr } = await start('--flag');

      expect(stderr).toMatch(/Installing packages.*Building/s);
      expect(stdout).toBe('server --flag\n');
      expect(code).toBe(0);
    });

    it('builds once when started several times at once', async () => {
      const outcomes = await Promise.all([start('1'), start('2'), start('3')]);

      expect(outcomes.map(({ stdout }) => stdout)).toEqual(['server 1\n', 'server 2\n', 'server 3\n']);
      expect(buildCount()).toBe(1);
    });

    it('breaks the lock of a process that was killed', async () => {
      const { stdout } = await runNode(tree, ['-e', 'console.log(process.pid)']);
      writeInto(tree, '.cache/setup.lock', stdout.trim());

      expect((await start()).code).toBe(0);
    });

    it('says what failed when the install fails, and does not start', async () => {
      writeInto(tree, 'package-lock.json', '{}');

      const { code, stdout, stderr } = await start();

      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/npm error.*Installing packages .* failed \(exit code 1\)/s);
    });

    it('prints help without installing anything', async () => {
      const { code, stdout } = await start('--help');

      expect(code).toBe(0);
      expect(stdout).toContain('DATABASE_URL');
      expect(fs.existsSync(path.join(tree, 'node_modules'))).toBe(false);
    });

    it('refuses a Node that is too old in one sentence', async () => {
      const oldNode = "Object.defineProperty(process.versions, 'node', { value: '18.20.0' });";
      writeInto(tree, 'old-node.cjs', oldNode);

      const { code, stderr } = await runNode(tree, ['--require', './old-node.cjs', 'scripts/start.mjs']);

      expect(code).toBe(1);
      expect(stderr).toBe('Guildhall needs Node 20.19 or newer; this is 18.20.0.\n');
    });
  });

  describe('after an earlier start', () => {
    let started: string;

    beforeAll(async () => {
      started = makeProject();
      await runNode(started, ['scripts/start.mjs']);
    });

    afterAll(() => removeTree(started));

    beforeEach(() => {
      tree = makeTree({});
      fs.cpSync(started, tree, { recursive: true, verbatimSymlinks: true });
    });

    it('only starts when nothing has changed', async () => {
      expect(await start()).toEqual({ code: 0, stdout: 'server \n', stderr: '' });
      expect(buildCount()).toBe(1);
    });

    it('builds again, without installing, when a source has changed', async () => {
      writeInto(tree, 'src/main.ts', "console.log('changed');");

      const { stdout, stderr } = await start();

      expect(stdout).toBe('changed\n');
      expect(stderr).not.toContain('Installing');
    });

    it('does not build again when only a test has changed', async () => {
      writeInto(tree, 'src/main.spec.ts', '');

      expect((await start()).stderr).toBe('');
    });

    it('installs again when the lockfile has changed', async () => {
      const changed = {
        ...lockfile,
        packages: { ...lockfile.packages, compiler: { ...compilerPackage, version: '2.0.0' } },
      };
      writeInto(tree, 'package-lock.json', JSON.stringify(changed));
      writeInto(tree, 'compiler/package.json', JSON.stringify({ ...compilerPackage, version: '2.0.0' }));

      expect((await start()).stderr).toContain('Installing packages');
    });

    it('takes an install made by hand as it is', async () => {
      fs.rmSync(path.join(tree, 'node_modules/.guildhall-stamp'));

      expect((await start()).stderr).toBe('');
    });

    it('says what failed when the build fails, keeps the previous build and recovers', async () => {
      writeInto(tree, 'src/main.ts', 'BROKEN');

      const broken = await start();

      expect(broken.code).toBe(1);
      expect(broken.stderr).toMatch(/src\/main\.ts: does not compile.*Building .* failed/s);
      expect(fs.readFileSync(path.join(tree, 'dist/src/main.js'), 'utf8')).toBe(server);
      writeInto(tree, 'src/main.ts', server);
      expect((await start()).stdout).toBe('server \n');
    });

    it('leaves nothing unfinished behind', async () => {
      expect(fs.readdirSync(tree).filter((name) => name.startsWith('.dist'))).toEqual([]);
      expect(fs.readdirSync(path.join(tree, '.cache'))).toEqual([]);
    });

    it('hands a signal to the server and keeps its exit code', async () => {
      const child = spawn(process.execPath, ['scripts/start.mjs', '--stay'], { cwd: tree });
      const ended = ending(child);
      await printed(child, 'server --stay');

      child.kill('SIGTERM');

      expect(await ended).toEqual({ code: 7, stdout: 'server --stay\nstopping\n' });
    });

    it('stops with npm, though the shell between them passes no signal on', async () => {
      const child = spawn('npm', ['start', '--silent', '--', '--stay'], { cwd: tree });
      const ended = ending(child);
      await printed(child, 'server --stay');

      child.kill('SIGTERM');

      expect((await ended).stdout).toBe('server --stay\nstopping\n');
    });

    it('is told to stop once when the signal reaches npm, the shell and the server', async () => {
      const child = spawn('npm', ['start', '--silent', '--', '--stay'], { cwd: tree, detached: true });
      const ended = ending(child);
      await printed(child, 'server --stay');

      process.kill(-(child.pid ?? 0), 'SIGTERM');

      expect((await ended).stdout).toBe('server --stay\nstopping\n');
    });
  });
});

/** Resolves when `child` has printed `text`. */
function printed(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve) => {
    let seen = '';
    child.stdout?.on('data', (chunk) => {
      seen += String(chunk);
      if (seen.includes(text)) resolve();
    });
  });
}

function ending(child: ChildProcess): Promise<{ code: number | null; stdout: string }> {
  return new Promise((resolve) => {
    let stdout = '';
    child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
    child.on('close', (code) => resolve({ code, stdout }));
  });
}
