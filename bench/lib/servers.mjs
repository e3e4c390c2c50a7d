import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRoom } from '../../tools/lib/management.mjs';
import { Child } from './child.mjs';

/** Starts the servers under test, each in its own process, all on 127.0.0.1. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const here = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
/** BENCH_GUILDHALL_MAIN names another build, to compare two. */
export const GUILDHALL_MAIN = process.env.BENCH_GUILDHALL_MAIN || join(ROOT, 'dist', 'src', 'main.js');
const GC_PRELOAD = here('lib/gc-on-signal.cjs');
const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 15_000;
const MEMORY_DEADLINE_MS = 30_000;
const POLL_MS = 50;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What each bare server is, by the name used in reports. */
const BARE = {
  'bare frames': { file: 'baselines/ws-server.mjs', transport: 'raw', env: { BARE_MODE: 'frames' } },
  'bare ws': { file: 'baselines/ws-server.mjs', transport: 'raw', env: { BARE_MODE: 'send' } },
  'bare gateway': { file: 'baselines/gateway-server.mjs', transport: 'gateway', env: {} },
  'bare Socket.IO': { file: 'baselines/socketio-server.mjs', transport: 'socketio', env: {} },
};

class MemoryProbe {
  #directory = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  #file = join(this.#directory, 'memory.json');
  execArgv = ['--expose-gc', '-r', GC_PRELOAD];
  env = { GC_REPORT_FILE: this.#file };

  /** @returns {Promise<NodeJS.MemoryUsage>} after garbage collection */
  async read(pid) {
    rmSync(this.#file, { force: true });
    process.kill(pid, 'SIGUSR2');
    for (let waited = 0; waited < MEMORY_DEADLINE_MS; waited += POLL_MS) {
      if (existsSync(this.#file)) return JSON.parse(readFileSync(this.#file, 'utf8'));
      await pause(POLL_MS);
    }
    throw new Error(`Process ${pid} did not report its memory`);
  }

  remove() {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/**
 * @param {string} name a key of BARE
 * @param {{memory?: boolean}} options `memory`: the server can report its memory after garbage collection
 */
export async function startBare(name, { memory = false } = {}) {
  const { file, transport, env } = BARE[name];
  const probe = memory ? new MemoryProbe() : undefined;
  const child = new Child(here(file), {
    execArgv: probe?.execArgv ?? [],
    env: { ...process.env, NODE_ENV: 'production', ...env, ...probe?.env },
  });
  const { port } = await child.answer();
  return {
    name,
    transport,
    namespace: '/',
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid,
    createRooms: async (count) => Array.from({ length: count }, (_, index) => `room-${index}`),
    memory: () => probe.read(child.pid),
    stop: async () => {
      await child.stop();
      probe?.remove();
    },
  };
}

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilReady(origin, child, output) {
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    const response = await fetch(`${origin}/health/ready`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await pause(POLL_MS);
  }
  throw new Error(`Guildhall did not become ready at ${origin}:\n${output.join('')}`);
}

function guildhallSettings({ port, databaseUrl, dataDir, apiKey }) {
  return {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    ADMIN_API_KEY: apiKey,
    JWT_SECRET: randomBytes(32).toString('hex'),
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
    SYNC_INTERVAL_SECONDS: '0',
  };
}

/** @param {{databaseUrl: string, memory?: boolean}} options */
export async function startGuildhall({ databaseUrl, memory = false }) {
  const probe = memory ? new MemoryProbe() : undefined;
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const apiKey = randomBytes(24).toString('hex');
  const dataDir = mkdtempSync(join(tmpdir(), 'guildhall-bench-data-'));
  const settings = guildhallSettings({ port, databaseUrl, dataDir, apiKey });
  const child = spawn(process.execPath, [...(probe?.execArgv ?? []), GUILDHALL_MAIN], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...settings, ...probe?.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  const orphaned = () => child.kill('SIGKILL');
  process.once('exit', orphaned);
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  child.stderr.on('data', (chunk) => output.push(String(chunk)));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
      await exited;
      clearTimeout(impatient);
    }
    process.off('exit', orphaned);
    rmSync(dataDir, { recursive: true, force: true });
    probe?.remove();
  };
  try {
    await untilReady(origin, child, output);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: 'Guildhall',
    transport: 'raw',
    namespace: '/rooms',
    origin,
    pid: child.pid,
    output,
    createRooms: (count) =>
      Promise.all(Array.from({ length: count }, (_, index) => createRoom({ origin, apiKey, name: `Bench ${index}` }))),
    memory: () => probe.read(child.pid),
    stop,
  };
}
