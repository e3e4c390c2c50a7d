import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cacheDirectory, inRoot, root } from '../scripts/lib/paths.mjs';
import { npmCli, packageBin } from '../scripts/lib/run.mjs';

/** A run that takes longer has hung; the machine gives all of them 30 minutes. */
const runLimitMs = 8 * 60_000;
const resultsDirectory = path.join(cacheDirectory, 'ci');
const usualServices = {
  postgres: 'postgres://postgres@127.0.0.1:5432/postgres',
  redis: 'redis://127.0.0.1:6379',
};

const total = { passed: 0, failed: 0 };
const failures = [];

/** @returns {Promise<{ code: number, output: string }>} `output` is standard output; both streams are shown too. */
function run(program, args, env = {}) {
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: runLimitMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    output += chunk;
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

function count(name, passed, failed) {
  total.passed += passed;
  total.failed += failed;
  if (failed > 0) failures.push(`${name} (${failed})`);
}

const title = (name) => console.log(`\n== ${name}`);

/** A check is one thing that passes or fails. */
async function check(name, args) {
  title(name);
  const { code } = await run(process.execPath, args);
  count(name, code === 0 ? 1 : 0, code === 0 ? 0 : 1);
}

/** A test run counts every test; a run that fails without a failed test (a leak, a crash) counts one. */
async function tests(name, args, env = {}) {
  title(name);
  const file = path.join(resultsDirectory, `${name.replaceAll(/\W+/g, '-')}.json`);
  const options = ['--json', `--outputFile=${file}`];
  const { code } = await run(process.execPath, [npmCli(), 'test', '--silent', '--', ...args, ...options], env);
  const results = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
  const failed = results ? results.numFailedTests + results.numRuntimeErrorTestSuites : 0;
  count(name, results?.numPassedTests ?? 0, code === 0 ? failed : Math.max(failed, 1));
}

/** Findings of level high and above fail; an audit service that does not answer says nothing about us. */
async function audit() {
  title('npm audit');
  const { output } = await run(process.execPath, [npmCli(), 'audit', '--audit-level=high', '--json']);
  const found = parseJson(output)?.metadata?.vulnerabilities;
  if (!found) {
    console.log('\nThe audit service did not answer: not checked.');
    return;
  }
  const isClean = found.high + found.critical === 0;
  count('npm audit', isClean ? 1 : 0, isClean ? 0 : 1);
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function postgresAnswers(url) {
  const require = createRequire(inRoot('package.json'));
  const { Client } = require('pg');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.query('CREATE TEMPORARY TABLE probe (id int)');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function redisAnswers(url) {
  const require = createRequire(inRoot('package.json'));
  const { createClient } = require('redis');
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 3_000 } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}

/** The address of a service: the one the environment names, one that answers at the usual place, or one of our own. */
async function findService(name, given, answers) {
  for (const url of [given, usualServices[name]]) {
    if (url && (await answers(url))) return url;
  }
  const { code, output } = await run('bash', ['.ci/services', 'start', name]);
  if (code === 0) return output.trim().split('\n').at(-1);
  console.log(`No ${name} answers and none could be started.`);
  count(name, 0, 1);
  return '';
}

async function main() {
  fs.rmSync(resultsDirectory, { recursive: true, force: true });
  fs.mkdirSync(resultsDirectory, { recursive: true });
  await tests('npm test', [], { TEST_DATABASE_URL: '', TEST_REDIS_URL: '' });

  title('PostgreSQL and Redis');
  const services = {
    TEST_DATABASE_URL: await findService('postgres', process.env.TEST_DATABASE_URL, postgresAnswers),
    TEST_REDIS_URL: await findService('redis', process.env.TEST_REDIS_URL, redisAnswers),
  };
  await tests('the same suites on PostgreSQL and Redis', ['unit', 'contracts', 'e2e', 'faults'], services);

  await check('types', [packageBin('typescript', 'tsc'), '-p', 'tsconfig.json', '--noEmit']);
  await check('lint', [packageBin('eslint'), '.', '--max-warnings', '0']);
  await check('architecture', [npmCli(), 'run', '--silent', 'arch']);
  await check('format', [packageBin('prettier'), '--check', '.', '--log-level', 'warn']);
  await check('.env.example and docs/settings.md', ['scripts/env-example.mjs', '--check']);
  await check('migrations', ['scripts/migration-check.mjs']);
  await audit();
  await tests('the steps of the Dockerfile', ['toolchain', '-t', 'steps of the Dockerfile'], { GUILDHALL_LONG: '1' });
}

try {
  await main();
} catch (error) {
  console.error(error);
  count('the run itself', 0, 1);
}
if (failures.length > 0) console.log(`\nFailed: ${failures.join(', ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
