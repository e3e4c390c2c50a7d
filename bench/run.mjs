import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createBenchDatabase } from './lib/database.mjs';
import { goalTable, machine, writeResults } from './lib/report.mjs';
import { GUILDHALL_MAIN } from './lib/servers.mjs';
import { benchConversations } from './scenarios/conversations.mjs';
import { benchDurable } from './scenarios/durable.mjs';
import { benchGatewayFanOut, benchGatewayIdle, benchGatewayResume } from './scenarios/gateway.mjs';
import { benchIdle } from './scenarios/idle.mjs';
import { benchRest } from './scenarios/rest.mjs';
import { benchRoom } from './scenarios/room.mjs';

/** `npm run bench [-- names] [--quick]`: see docs/benchmarks.md. */

const SCENARIOS = new Map([
  ['room-1000', (context) => benchRoom(1000, true, context)],
  ['room-5000', (context) => benchRoom(5000, false, context)],
  ['idle', benchIdle],
  ['durable', benchDurable],
  ['rest', benchRest],
  ['conversations', benchConversations],
  ['gateway-fan-out', benchGatewayFanOut],
  ['gateway-idle', benchGatewayIdle],
  ['gateway-resume', benchGatewayResume],
]);
/** Left out of a quick run that names nothing. */
const SLOW = new Set(['room-5000']);
const REPEATS = 3;

const USAGE = `npm run bench [-- ${[...SCENARIOS.keys()].join(' | ')}] [--quick] [--repeats n] [--baselines-only]

Measures Guildhall beside bare servers that do the same. Needs PostgreSQL (BENCH_DATABASE_URL or TEST_DATABASE_URL) and a
build (npm run build).
  --quick           one repeat, short windows, without room-5000 unless it is named
  --repeats n       how often each measurement is repeated (${REPEATS}; 1 when quick)
  --baselines-only  leaves Guildhall out; needs no database`;

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      repeats: { type: 'string' },
      'baselines-only': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const unknown = positionals.filter((name) => !SCENARIOS.has(name));
  if (unknown.length > 0) throw new Error(`Unknown benchmark: ${unknown.join(', ')}\n\n${USAGE}`);
  const repeats = Number(values.repeats ?? (values.quick ? 1 : REPEATS));
  if (!Number.isInteger(repeats) || repeats < 1) throw new Error('--repeats must be a positive whole number');
  const names = [...SCENARIOS.keys()].filter((name) =>
    positionals.length > 0 ? positionals.includes(name) : !(values.quick && SLOW.has(name)),
  );
  return { names, repeats, quick: values.quick, bareOnly: values['baselines-only'], help: values.help };
}

async function runScenarios(names, context) {
  const reports = [];
  for (const name of names) {
    console.error(`# ${name}`);
    const report = await SCENARIOS.get(name)(context);
    console.log(`\n## ${report.title}\n\n${report.text}\n`);
    reports.push({ name, ...report });
  }
  return reports;
}

function conclude(reports, startedAt) {
  const goals = reports.flatMap((report) => report.goals);
  if (goals.length > 0) console.log(`\n## Goals\n\n${goalTable(goals)}\n`);
  const stamp = startedAt.toISOString().replace(/[:.]/g, '-');
  const file = fileURLToPath(new URL(`results/${stamp}.json`, import.meta.url));
  writeResults(file, { startedAt, machine: machine(), goals, reports });
  const seconds = Math.round((Date.now() - startedAt.getTime()) / 1000);
  console.log(`${machine()}; took ${seconds} s; every figure in ${file}`);
  const faulty = reports.filter((report) => !report.faultless).map((report) => report.name);
  if (faulty.length > 0) {
    console.log(`Deliveries were lost, repeated or out of order, or errors met, in: ${faulty.join(', ')}`);
    process.exitCode = 1;
  }
}

async function main() {
  const options = readArguments();
  if (options.help) {
    console.log(USAGE);
    return;
  }
  if (!options.bareOnly && !existsSync(GUILDHALL_MAIN)) {
    throw new Error('Guildhall is not built: run "npm run build" first, or give --baselines-only');
  }
  const startedAt = new Date();
  const database = options.bareOnly ? undefined : await createBenchDatabase();
  const log = (text) => console.error(`  ${text}`);
  try {
    const context = { quick: options.quick, repeats: options.repeats, databaseUrl: database?.url, log };
    conclude(await runScenarios(options.names, context), startedAt);
  } finally {
    await database?.drop();
  }
}

// Ctrl+C ends the children too; the failure that follows cleans up, the database included.
process.once('SIGINT', () => (process.exitCode = 130));

main().catch((error) => {
  console.error(error.message);
  if (error.cause === undefined && process.env.DEBUG) console.error(error.stack);
  process.exitCode ||= 1;
});
