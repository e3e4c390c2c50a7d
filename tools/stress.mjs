import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { closeRoom, createRoom, findApiKey } from './lib/management.mjs';
import { openFileLimit } from './lib/process-usage.mjs';
import { StressRun } from './lib/stress-run.mjs';

const USAGE = `npm run stress -- [options]

Fills a room with connections, sends messages and checks that every connection gets every message once and in order.
  --connections n   members of the room (1000)
  --rate n          messages a second, the members taking turns (50)
  --seconds n       how long to send (30)
  --url url         the server (http://localhost:3000)
  --transport t     raw or socketio (raw)
  --room id         an existing open room; without it one is created and closed again
  --api-key key     to create the room; else ADMIN_API_KEY, else data/secrets.json
  --join-rate n     joins under way at once (64)

Joins are limited to 20 a second per address (100 at once); for many connections start the server with RATE_LIMITS=off.
Exit codes: 0 all delivered, 1 something was lost or failed, 2 wrong arguments.`;

const REACH_DEADLINE_MS = 5000;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** What one connection may send for long without being throttled. */
const FRAMES_PER_CONNECTION = 50;
/** Files a process needs besides its sockets. */
const SPARE_FILES = 50;

class UsageError extends Error {}

function positiveInteger(values, name, fallback) {
  const value = Number(values[name] ?? fallback);
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`--${name} must be a positive whole number`);
  return value;
}

function parseOptions() {
  const names = ['connections', 'rate', 'seconds', 'url', 'transport', 'room', 'api-key', 'join-rate'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  try {
    return parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    throw new UsageError(error.message, { cause: error });
  }
}

function readOrigin(address) {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new UsageError(`--url must be an http or https address, not "${address}"`);
  }
  return new URL(address).origin;
}

function readArguments() {
  const values = parseOptions();
  if (values.help) return undefined;
  const transport = values.transport ?? 'raw';
  if (transport !== 'raw' && transport !== 'socketio') throw new UsageError('--transport must be raw or socketio');
  const settings = {
    transport,
    origin: readOrigin(values.url ?? 'http://localhost:3000'),
    roomId: values.room,
    apiKey: findApiKey(values['api-key']),
    connections: positiveInteger(values, 'connections', 1000),
    rate: positiveInteger(values, 'rate', 50),
    seconds: positiveInteger(values, 'seconds', 30),
    joinsUnderWay: positiveInteger(values, 'join-rate', 64),
  };
  if (settings.roomId === undefined && settings.apiKey === undefined) {
    throw new UsageError(
      'No --room and no operator key to create one: give --api-key, set ADMIN_API_KEY, or run this where data/secrets.json is',
    );
  }
  return settings;
}

function warnAboutLimits({ connections, rate }) {
  const limit = openFileLimit();
  if (limit !== undefined && connections + SPARE_FILES > limit) {
    console.error(`This shell allows ${limit} open files, ${connections} connections need more: raise "ulimit -n"`);
  }
  if (rate > connections * FRAMES_PER_CONNECTION) {
    const perSecond = Math.round(rate / connections);
    console.error(
      `${perSecond} messages a second per connection is more than a server accepts for long; expect refusals`,
    );
  }
}

async function reachable(origin) {
  try {
    const response = await fetch(new URL('/health/live', origin), { signal: AbortSignal.timeout(REACH_DEADLINE_MS) });
    await response.body?.cancel();
  } catch (error) {
    const reason = error.cause?.code ?? error.message;
    throw new Error(`Cannot reach ${origin} (${reason}): is the server running?`, { cause: error });
  }
}

async function main() {
  const settings = readArguments();
  if (settings === undefined) {
    console.log(USAGE);
    return;
  }
  warnAboutLimits(settings);
  await reachable(settings.origin);
  const name = `Stress ${randomBytes(3).toString('hex')}`;
  const roomId = settings.roomId ?? (await createRoom({ ...settings, name }));
  const run = new StressRun({ ...settings, roomId });
  process.once('SIGINT', () => run.stop());
  try {
    const passed = await run.execute();
    process.exitCode = passed ? 0 : EXIT_FAILED;
  } finally {
    if (settings.roomId === undefined) await closeRoom({ ...settings, roomId });
  }
}

main().catch((error) => {
  console.error(error.message);
  if (error instanceof UsageError) console.error('Try --help.');
  process.exitCode = error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
});
