import { fileURLToPath } from 'node:url';
import { Child } from '../lib/child.mjs';
import { openFileLimit } from '../../tools/lib/process-usage.mjs';
import { shown, spreadOf } from '../lib/statistics.mjs';
import { table } from '../lib/report.mjs';
import { startBare, startGuildhall } from '../lib/servers.mjs';

/** What a connection that does nothing costs the server in resident memory, after garbage collection. */
const GENERATOR = fileURLToPath(new URL('../lib/load-generator.mjs', import.meta.url));
const CONNECTIONS = 10_000;
const QUICK_CONNECTIONS = 2_000;
/** The empty server has met a few connections, so that code and buffers every server needs are not counted. */
const REHEARSAL_CONNECTIONS = 200;
const ROOMS = 100;
const JOINS_UNDER_WAY = 128;
/** Files a process needs besides its sockets. */
const SPARE_FILES = 200;
const GOAL_BYTES = 12 * 1024;

async function connect(generator, server, members) {
  const roomIds = await server.createRooms(Math.min(ROOMS, members));
  return generator.ask({
    command: 'open',
    transport: 'raw',
    origin: server.origin,
    namespace: server.namespace,
    roomIds,
    members,
    concurrency: JOINS_UNDER_WAY,
  });
}

async function measure(start, connections) {
  const server = await start();
  const generator = new Child(GENERATOR, {});
  try {
    await generator.answer();
    await connect(generator, server, REHEARSAL_CONNECTIONS);
    await generator.ask({ command: 'close' });
    const empty = await server.memory();
    const { seconds } = await connect(generator, server, connections);
    const full = await server.memory();
    return {
      emptyRss: empty.rss,
      rss: (full.rss - empty.rss) / connections,
      heap: (full.heapUsed - empty.heapUsed) / connections,
      external: (full.external - empty.external) / connections,
      connectsPerSecond: connections / seconds,
    };
  } finally {
    await generator.stop();
    await server.stop();
  }
}

function connectionsFor(context) {
  const wanted = context.quick ? QUICK_CONNECTIONS : CONNECTIONS;
  const limit = openFileLimit();
  if (limit === undefined || limit >= wanted + SPARE_FILES) return wanted;
  context.log(`Only ${limit} open files are allowed (ulimit -n): measuring with fewer than ${wanted} connections`);
  return limit - SPARE_FILES;
}

/** @param {import('./room.mjs').BenchContext} context */
export async function benchIdle(context) {
  if (process.platform === 'win32') {
    return { title: 'Idle connections', text: 'Not measured on Windows.', goals: [], faultless: true };
  }
  const connections = connectionsFor(context);
  const starts = new Map([['bare ws', () => startBare('bare ws', { memory: true })]]);
  if (context.databaseUrl !== undefined) {
    starts.set('Guildhall', () => startGuildhall({ databaseUrl: context.databaseUrl, memory: true }));
  }
  const results = new Map([...starts.keys()].map((name) => [name, []]));
  for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
    for (const [name, start] of starts) results.get(name).push(await measure(start, connections));
    context.log(`repeat ${repeat} of ${context.repeats} done`);
  }
  const figures = new Map([...results].map(([name, list]) => [name, summary(list)]));
  const rows = [...figures].map(([name, own]) => [name, ...Object.values(own).map(shown)]);
  return {
    title: `${connections.toLocaleString('en-US')} idle connections`,
    text: table(['server', 'resident KiB each', 'JS heap KiB each', 'empty server MiB', 'connects/s'], rows),
    goals: goalsFor(figures.get('Guildhall')),
    faultless: true,
    figures: Object.fromEntries(figures),
    raw: Object.fromEntries(results),
  };
}

function summary(list) {
  return {
    resident: spreadOf(list, (result) => result.rss / 1024),
    heap: spreadOf(list, (result) => result.heap / 1024),
    empty: spreadOf(list, (result) => result.emptyRss / 2 ** 20),
    connectsPerSecond: spreadOf(list, (result) => result.connectsPerSecond),
  };
}

function goalsFor(own) {
  if (own === undefined) return [];
  const text = 'Resident memory per idle connection: at most 12 KiB';
  return [{ text, measured: `${own.resident.median.toFixed(1)} KiB`, met: own.resident.median * 1024 <= GOAL_BYTES }];
}
