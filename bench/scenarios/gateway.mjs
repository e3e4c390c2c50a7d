import { fileURLToPath } from 'node:url';
import { openFileLimit } from '../../tools/lib/process-usage.mjs';
import { Child } from '../lib/child.mjs';
import { makeFullGuild, say } from '../lib/guild-setup.mjs';
import { table } from '../lib/report.mjs';
import { startBare, startGuildhall } from '../lib/servers.mjs';
import { shown, spreadOf } from '../lib/statistics.mjs';
import { faultless } from './room.mjs';

/**
 * The Discord-style gateway: deliveries a second to 1,000 sessions beside bare ws, what an idle session costs in memory,
 * and how long it takes until 2,000 sessions that were cut at once are back with everything they missed.
 */
const GENERATOR = fileURLToPath(new URL('../lib/gateway-generator.mjs', import.meta.url));
const PEOPLE = 20;
const SENDERS = 16;
const BACKLOG = 64;
const FAN_OUT_SESSIONS = 1_000;
const IDLE_SESSIONS = 10_000;
const RESUMED_SESSIONS = 2_000;
const QUICK_SESSIONS = 500;
const REHEARSAL_SESSIONS = 200;
const JOINS_UNDER_WAY = 64;
/** Sent while all sessions are away. */
const MISSED_MESSAGES = 50;
const GOAL_BYTES = 12 * 1024;
const SPARE_FILES = 200;
/** Idle is what comes after the rush: first states are let go, the heap gives back what the rush took. */
const SETTLING_MS = 20_000;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const needsDatabase = (title) => ({ title, text: 'Needs PostgreSQL.', goals: [], faultless: true });

/** Starts `start` and its generator, hands both to `work`, ends both. */
async function withServer(start, work) {
  const server = await start();
  const generator = new Child(GENERATOR, {});
  try {
    await generator.answer();
    return await work(server, generator);
  } finally {
    await generator.stop();
    await server.stop();
  }
}

const bareGuild = { tokens: ['bare'], channelId: '2' };

const open = (generator, { origin }, guild, sessions) =>
  generator.ask({ command: 'open', origin, ...guild, sessions, concurrency: JOINS_UNDER_WAY });

async function measureFanOut(server, generator, guild, context) {
  const sessions = context.quick ? QUICK_SESSIONS : FAN_OUT_SESSIONS;
  await open(generator, server, guild, sessions);
  const common = {
    ...{ command: 'measure', senders: SENDERS, serverPid: server.pid },
    ...{ warmUpMs: context.quick ? 300 : 500, windowMs: context.quick ? 1_000 : 2_000 },
  };
  const results = { single: [], backlog: [], paced: [], faulty: false };
  for (let repeat = 0; repeat <= context.repeats; repeat += 1) {
    for (const [name, load] of [
      ['single', { load: 'closedLoop', outstanding: 1 }],
      ['backlog', { load: 'closedLoop', outstanding: BACKLOG }],
      ['paced', { load: 'paced', rate: 20 }],
    ]) {
      const result = await generator.ask({ ...common, ...load });
      results.faulty ||= !faultless(result);
      if (!faultless(result)) context.log(`${server.name}, ${name}: ${JSON.stringify(result)}`);
      // The first round lets the server compile its hot code.
      if (repeat > 0) results[name].push(result);
    }
  }
  await generator.ask({ command: 'close' });
  return results;
}

/** @param {import('./room.mjs').BenchContext} context */
export async function benchGatewayFanOut(context) {
  const results = new Map();
  const measure = (start, guildOf) =>
    withServer(start, async (server, generator) =>
      results.set(server.name, await measureFanOut(server, generator, await guildOf(server), context)),
    );
  if (context.databaseUrl !== undefined) {
    const start = () => startGuildhall({ databaseUrl: context.databaseUrl });
    await measure(start, ({ origin }) => makeFullGuild(origin, PEOPLE));
  }
  await measure(
    () => startBare('bare gateway'),
    () => bareGuild,
  );
  const figures = new Map([...results].map(([name, own]) => [name, fanOutFigures(own)]));
  const rows = [...figures].map(([name, own]) => [name, ...Object.values(own).map(shown)]);
  const head = [
    ...['server', 'one at a time, deliveries/s', 'per CPU second', 'backlog of 64, deliveries/s', 'per CPU second'],
    ...['p50 ms at 20/s', 'p99 ms at 20/s', 'bytes/frame'],
  ];
  const [own, bare] = [figures.get('Guildhall'), figures.get('bare gateway')];
  const sessions = context.quick ? QUICK_SESSIONS : FAN_OUT_SESSIONS;
  return {
    title: `Gateway, messages to ${sessions.toLocaleString('en-US')} sessions`,
    text: table(head, rows),
    goals: own === undefined ? [] : [ratio('Gateway fan-out, backlog: at least bare ws', own.backlog, bare.backlog)],
    faultless: [...results.values()].every(({ faulty }) => !faulty),
    figures: Object.fromEntries(figures),
    raw: Object.fromEntries(results),
  };
}

function ratio(text, own, bare) {
  const value = own.median / bare.median;
  return { text, measured: `${value.toFixed(2)}x`, met: value >= 1 };
}

function fanOutFigures({ single, backlog, paced }) {
  return {
    single: spreadOf(single, (result) => result.deliveriesPerSecond),
    singlePerCpu: spreadOf(single, (result) => result.deliveriesPerCpuSecond),
    backlog: spreadOf(backlog, (result) => result.deliveriesPerSecond),
    backlogPerCpu: spreadOf(backlog, (result) => result.deliveriesPerCpuSecond),
    p50: spreadOf(paced, (result) => result.latency.p50),
    p99: spreadOf(paced, (result) => result.latency.p99),
    bytes: spreadOf(single, (result) => result.bytesPerMessage),
  };
}

async function measureIdle(server, generator, sessions) {
  const guild = await makeFullGuild(server.origin, PEOPLE);
  await open(generator, server, guild, REHEARSAL_SESSIONS);
  await generator.ask({ command: 'close' });
  const empty = await server.memory();
  const { seconds } = await open(generator, server, guild, sessions);
  await pause(SETTLING_MS);
  const full = await server.memory();
  return {
    rss: (full.rss - empty.rss) / sessions / 1024,
    heap: (full.heapUsed - empty.heapUsed) / sessions / 1024,
    committed: (full.heapTotal - empty.heapTotal) / sessions / 1024,
    readyPerSecond: sessions / seconds,
  };
}

/** @param {import('./room.mjs').BenchContext} context */
export async function benchGatewayIdle(context) {
  const wanted = context.quick ? QUICK_SESSIONS : IDLE_SESSIONS;
  const sessions = Math.min(wanted, (openFileLimit() ?? Number.POSITIVE_INFINITY) - SPARE_FILES);
  const title = `Gateway, ${sessions.toLocaleString('en-US')} idle sessions`;
  if (context.databaseUrl === undefined || process.platform === 'win32') return needsDatabase(title);
  const start = () => startGuildhall({ databaseUrl: context.databaseUrl, memory: true });
  const results = [];
  for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
    results.push(await withServer(start, (server, generator) => measureIdle(server, generator, sessions)));
    context.log(`repeat ${repeat} of ${context.repeats} done`);
  }
  const figures = Object.fromEntries(
    Object.keys(results[0]).map((name) => [name, spreadOf(results, (result) => result[name])]),
  );
  const { median } = figures.rss;
  return {
    title,
    text: table(
      ['resident KiB each', 'JS heap KiB each', 'heap with its holes KiB each', 'sessions ready/s'],
      [Object.values(figures).map(shown)],
    ),
    goals: [
      {
        text: 'Resident memory per idle gateway session: at most 12 KiB',
        measured: `${median.toFixed(1)} KiB`,
        met: median * 1024 <= GOAL_BYTES,
      },
    ],
    faultless: true,
    figures,
    raw: results,
  };
}

async function measureResume(server, generator, sessions) {
  const guild = await makeFullGuild(server.origin, PEOPLE);
  await open(generator, server, guild, sessions);
  await generator.ask({ command: 'lose' });
  for (let count = 0; count < MISSED_MESSAGES; count += 1) {
    await say(server.origin, guild.tokens[0], guild.channelId, `~${String(count).padStart(8, '0')} missed`);
  }
  const result = await generator.ask({ command: 'resume', concurrency: sessions });
  await generator.ask({ command: 'close' });
  const isWhole = result.fewest === MISSED_MESSAGES && result.most === MISSED_MESSAGES;
  return { ...result, isFaulty: !isWhole || Object.keys(result.errors).length > 0 };
}

/** @param {import('./room.mjs').BenchContext} context */
export async function benchGatewayResume(context) {
  const sessions = context.quick ? QUICK_SESSIONS : RESUMED_SESSIONS;
  const title = `Gateway, ${sessions.toLocaleString('en-US')} sessions resumed at once, ${MISSED_MESSAGES} messages missed`;
  if (context.databaseUrl === undefined) return needsDatabase(title);
  const results = [];
  for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
    const start = () => startGuildhall({ databaseUrl: context.databaseUrl });
    const result = await withServer(start, (server, generator) => measureResume(server, generator, sessions));
    if (result.isFaulty) context.log(JSON.stringify(result));
    results.push(result);
  }
  const seconds = spreadOf(results, (result) => result.seconds);
  const perSecond = spreadOf(results, (result) => sessions / result.seconds);
  return {
    title,
    text: table(['all back in s', 'sessions resumed/s'], [[shown(seconds), shown(perSecond)]]),
    goals: [],
    faultless: results.every(({ isFaulty }) => !isFaulty),
    figures: { seconds, perSecond },
    raw: results,
  };
}
