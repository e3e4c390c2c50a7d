import { fileURLToPath } from 'node:url';
import { Child } from '../lib/child.mjs';
import { shown, spreadOf } from '../lib/statistics.mjs';
import { table } from '../lib/report.mjs';
import { startBare, startGuildhall } from '../lib/servers.mjs';

/**
 * One room full of members on each server: how many deliveries a second, one message at a time and with 64 under way,
 * and how long a delivery takes at 20 messages a second.
 */
const GENERATOR = fileURLToPath(new URL('../lib/load-generator.mjs', import.meta.url));
const SENDERS = 64;
const BACKLOG = 64;
const PACED_RATE = 20;
const JOINS_UNDER_WAY = 128;

/** @typedef {{quick: boolean, repeats: number, databaseUrl?: string, log: (text: string) => void}} BenchContext */

function loads(quick) {
  const warmUpMs = quick ? 300 : 500;
  const windowMs = quick ? 1000 : 2000;
  const common = { senders: SENDERS, warmUpMs, windowMs };
  return {
    single: { load: 'closedLoop', ...common, outstanding: 1 },
    backlog: { load: 'closedLoop', ...common, outstanding: BACKLOG },
    paced: { load: 'paced', ...common, windowMs: quick ? 1500 : 3000, rate: PACED_RATE },
  };
}

/** A server with a room full of members, and the generator process that plays them. */
async function fill(server, transport, members, label, log) {
  const generator = new Child(GENERATOR, {});
  await generator.answer();
  const [roomId] = await server.createRooms(1);
  const { seconds } = await generator.ask({
    command: 'open',
    transport,
    origin: server.origin,
    namespace: server.namespace,
    roomIds: [roomId],
    members,
    concurrency: JOINS_UNDER_WAY,
  });
  log(`${label}: ${members} members joined in ${seconds.toFixed(1)} s`);
  return { label, server, generator, joinSeconds: seconds, results: { single: [], backlog: [], paced: [] } };
}

async function startAll(members, withSocketIo, context, started) {
  const targets = [];
  const add = async (server, transport, label) => {
    const target = await fill(server, transport, members, label, context.log);
    started.push(target.generator);
    targets.push(target);
  };
  if (context.databaseUrl !== undefined) {
    const guildhall = await startGuildhall({ databaseUrl: context.databaseUrl });
    started.push(guildhall);
    await add(guildhall, 'raw', 'Guildhall');
    if (withSocketIo) await add(guildhall, 'socketio', 'Guildhall, Socket.IO');
  }
  for (const name of ['bare frames', 'bare ws', 'bare Socket.IO']) {
    const server = await startBare(name);
    started.push(server);
    await add(server, server.transport, name);
  }
  return targets;
}

async function measureAll(targets, context) {
  const tasks = loads(context.quick);
  // One unrecorded round lets every server compile its hot code.
  for (let repeat = 0; repeat <= context.repeats; repeat += 1) {
    for (const [name, task] of Object.entries(tasks)) {
      for (const target of targets) {
        const warmUp = repeat === 0;
        if (warmUp && name === 'paced') continue;
        const result = await target.generator.ask({ command: 'measure', ...task, serverPid: target.server.pid });
        target.faulty ||= !faultless(result);
        if (!faultless(result)) context.log(`${target.label}, ${name}: ${JSON.stringify(result)}`);
        if (!warmUp) target.results[name].push(result);
      }
    }
    context.log(repeat === 0 ? 'warm' : `repeat ${repeat} of ${context.repeats} done`);
  }
}

export function faultless({ verdict, errors }) {
  return Object.values(verdict).every((count) => count === 0) && Object.keys(errors).length === 0;
}

function figures(target) {
  const { single, backlog, paced } = target.results;
  return {
    single: spreadOf(single, (result) => result.deliveriesPerSecond),
    singlePerCpu: spreadOf(single, (result) => result.deliveriesPerCpuSecond),
    backlog: spreadOf(backlog, (result) => result.deliveriesPerSecond),
    backlogPerCpu: spreadOf(backlog, (result) => result.deliveriesPerCpuSecond),
    p50: spreadOf(paced, (result) => result.latency.p50),
    p99: spreadOf(paced, (result) => result.latency.p99),
    serverCpu: spreadOf(single, (result) => result.serverCpuShare),
    generatorCpu: spreadOf(single, (result) => result.generatorCpuShare),
    joinSeconds: spreadOf([target], ({ joinSeconds }) => joinSeconds),
    bytesPerMessage: spreadOf(single, (result) => result.bytesPerMessage),
  };
}

const HEAD = [
  'server',
  'one at a time, deliveries/s',
  'per CPU second',
  'backlog of 64, deliveries/s',
  'per CPU second',
  'p50 ms at 20/s',
  'p99 ms at 20/s',
  'bytes/frame',
  'CPU server + generator, one at a time',
  'all joined in s',
];

const percent = (share) => (share === undefined ? '-' : `${Math.round(share.median * 100)} %`);

function ratioGoal(text, value, against, bound, atMost = false) {
  const ratio = value.median / against.median;
  return { text, measured: `${ratio.toFixed(2)}x`, met: atMost ? ratio <= bound : ratio >= bound };
}

function goalsFor(members, byLabel) {
  const own = byLabel.get('Guildhall');
  if (own === undefined) return [];
  const frames = byLabel.get('bare frames');
  const socketIo = byLabel.get('bare Socket.IO');
  const room = `${members.toLocaleString('en-US')} members`;
  return [
    ratioGoal(`${room}, one at a time: at least 0.85x bare frames`, own.single, frames.single, 0.85),
    ratioGoal(`${room}, one at a time: at least 1.3x bare Socket.IO`, own.single, socketIo.single, 1.3),
    ratioGoal(`${room}, backlog: at least 4x bare Socket.IO`, own.backlog, socketIo.backlog, 4),
    ratioGoal(`${room}, p99 at 20/s: at most 1.5x bare ws`, own.p99, byLabel.get('bare ws').p99, 1.5, true),
  ];
}

/**
 * @param {number} members
 * @param {boolean} withSocketIo also members that reach Guildhall by Socket.IO
 * @param {BenchContext} context
 */
export async function benchRoom(members, withSocketIo, context) {
  const started = [];
  try {
    const targets = await startAll(members, withSocketIo, context, started);
    await measureAll(targets, context);
    const byLabel = new Map(targets.map((target) => [target.label, figures(target)]));
    const rows = [...byLabel].map(([label, own]) => [
      label,
      ...[own.single, own.singlePerCpu, own.backlog, own.backlogPerCpu].map(shown),
      ...[own.p50, own.p99, own.bytesPerMessage].map(shown),
      `${percent(own.serverCpu)} + ${percent(own.generatorCpu)}`,
      shown(own.joinSeconds),
    ]);
    return {
      title: `A room with ${members.toLocaleString('en-US')} members`,
      text: table(HEAD, rows),
      goals: goalsFor(members, byLabel),
      faultless: targets.every((target) => !target.faulty),
      figures: Object.fromEntries(byLabel),
      raw: targets.map(({ label, joinSeconds, results }) => ({ label, joinSeconds, results })),
    };
  } finally {
    for (const child of started.reverse()) await child.stop();
  }
}
