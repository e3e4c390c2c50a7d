import { existsSync, readdirSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';
import { packageBin, runNode } from './lib/run.mjs';
import { prepare } from './lib/setup.mjs';

const suites = ['unit', 'contracts', 'e2e', 'faults', 'tidy', 'toolchain'];

const help = `npm test [-- [suite ...] [options]]

Installs and builds when needed, then runs the tests. Suites: ${suites.join(', ')}; all of them when none is named.

  npm test -- unit contracts            these suites
  npm test -- e2e -t 'ban'              options go to Jest
  npm test -- --testPathPatterns room   files whose path matches
  npm run test:long                     everything, with the long runs (--long)

Environment: TEST_DATABASE_URL and TEST_REDIS_URL also run the suites that need a PostgreSQL or a Redis.`;

/**
 * The hundreds of short servers and embedded databases are gone before V8's optimizing compilers have paid off: with
 * WebAssembly left to its quick compiler, and JavaScript optimized later, the run takes a third less processor time.
 * Servers that tests start as processes get the same options.
 */
const nodeOptions = [
  ...['--liftoff-only', '--interrupt-budget=1000000'],
  // Modules and servers are garbage of middle age: less of it is copied around.
  ...['--max-semi-space-size=64', '--min-semi-space-size=32'],
];

/** Jest prints this as a warning; here it fails the run, because what leaks in a test leaks in the server. */
const leakMessages = [/failed to exit gracefully/, /Jest did not exit/];

async function main(args) {
  if (args.includes('--help')) {
    console.log(help);
    return 0;
  }
  await prepare();
  const named = args.filter((argument) => suites.includes(argument));
  const options = args.filter((argument) => !suites.includes(argument) && argument !== '--long');
  const selected = (named.length > 0 ? named : suites).filter(hasTests);
  const env = { ...process.env, FORCE_COLOR: process.stderr.isTTY ? '1' : '0' };
  if (args.includes('--long')) {
    env.GUILDHALL_LONG = '1';
  }
  return runJest(['--selectProjects', ...selected, ...options], env);
}

async function runJest(args, env) {
  let hasLeaked = false;
  const onErrorOutput = (text) => {
    hasLeaked ||= leakMessages.some((message) => message.test(text));
  };
  const code = await runNode([...nodeOptions, packageBin('jest'), ...args], { env, onErrorOutput });
  if (hasLeaked) {
    console.error('\nFAILED: a test left something open (a server, socket, timer or connection).');
    console.error('Find it with: npx jest --detectOpenHandles <test file>');
  }
  return code === 0 && hasLeaked ? 1 : code;
}

/** Jest ends with an error when a named suite has no file, which is no error of the person who runs all of them. */
function hasTests(suite) {
  const folder = suite === 'unit' ? inRoot('src') : inRoot('test', suite);
  return (
    existsSync(folder) && readdirSync(folder, { recursive: true }).some((file) => /\.spec\.ts$/.test(String(file)))
  );
}

process.exitCode = await main(process.argv.slice(2));
