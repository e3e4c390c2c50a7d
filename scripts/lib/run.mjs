import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inRoot, root } from './paths.mjs';

const stillWorkingIntervalMs = 10_000;

/**
 * Runs a Node script and shows what it prints.
 * @param {string[]} args script and its arguments
 * @param {{ env?: NodeJS.ProcessEnv, onErrorOutput?: (text: string) => void, ownGroup?: boolean }} [options]
 *   `ownGroup`: signals go to the script and all it has started, for a script that passes none on
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
export function runNode(args, { env = process.env, onErrorOutput, ownGroup = false } = {}) {
  // Windows has no process groups and would open a console window.
  const isGroup = ownGroup && process.platform !== 'win32';
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    detached: isGroup,
    stdio: ['inherit', 'inherit', onErrorOutput ? 'pipe' : 'inherit'],
  });
  child.stderr?.on('data', (chunk) => {
    process.stderr.write(chunk);
    onErrorOutput(String(chunk));
  });
  const forward = (signal) => (isGroup ? process.kill(-child.pid, signal) : child.kill(signal));
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}

/**
 * Runs a command quietly: one line when it starts and one when it has ended; everything it printed when it failed.
 * @param {string} title what the person reads, e.g. `Installing packages (npm ci)`
 * @param {string[]} args Node arguments
 */
export async function runQuietly(title, args, env = process.env) {
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  console.error(`${title} ...`);
  const ticker = setInterval(() => console.error(`  still at it (${elapsed()})`), stillWorkingIntervalMs);
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  try {
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    if (code !== 0) {
      throw new CommandFailed(`${title} failed (exit code ${code}).`, Buffer.concat(output).toString());
    }
    console.error(`  done in ${elapsed()}`);
  } finally {
    clearInterval(ticker);
  }
}

/** A command ended with an error; `output` is all it printed. */
export class CommandFailed extends Error {
  constructor(message, output) {
    super(message);
    this.output = output;
  }
}

/** npm as a Node script, because `npm` itself is a shell script on Unix and a batch file on Windows. */
export function npmCli() {
  const nodeDirectory = path.dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    path.join(nodeDirectory, '../lib/node_modules/npm/bin/npm-cli.js'),
    path.join(nodeDirectory, 'node_modules/npm/bin/npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ];
  const found = candidates.find((file) => file && path.basename(file) === 'npm-cli.js' && fs.existsSync(file));
  if (!found) {
    throw new Error('npm was not found beside node. Run "npm ci" yourself, then start again.');
  }
  return found;
}

/** The script behind a package's command, e.g. `packageBin('jest')`. Call it only after the install. */
export function packageBin(packageName, command = packageName) {
  const require = createRequire(inRoot('package.json'));
  const manifest = inRoot('node_modules', packageName, 'package.json');
  const { bin } = require(manifest);
  return path.join(path.dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
}
