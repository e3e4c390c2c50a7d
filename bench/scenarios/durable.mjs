import { fileURLToPath } from 'node:url';
import { Child } from '../lib/child.mjs';
import { shown, spreadOf } from '../lib/statistics.mjs';
import { table } from '../lib/report.mjs';
import { startGuildhall } from '../lib/servers.mjs';
import { faultless } from './room.mjs';

/**
 * Sends that are acknowledged only after their commit: 64 members of one small room, each sending its next message when
 * its last came back. Beside it, what 64 callers get from PostgreSQL with one insert and one commit per message.
 */
const GENERATOR = fileURLToPath(new URL('../lib/load-generator.mjs', import.meta.url));
const INSERTS = fileURLToPath(new URL('../baselines/single-row-inserts.mjs', import.meta.url));
const SENDERS = 64;
/** Together below the 240 frames a connection may send in one go. */
const WARM_UP_SENDS = 30;
const SENDS = 180;
const QUICK_SENDS = 60;
/** Guildhall's own pool size, and one connection for each caller. */
const POOL_SIZES = [10, SENDERS];

async function measureGuildhall(generator, server, roomId, context) {
  const open = { transport: 'raw', origin: server.origin, roomIds: [roomId], members: SENDERS, concurrency: SENDERS };
  await generator.ask({ command: 'open', ...open });
  const task = { command: 'measure', load: 'acknowledged', senders: SENDERS, serverPid: server.pid };
  const warm = await generator.ask({ ...task, sends: WARM_UP_SENDS });
  const result = await generator.ask({ ...task, sends: context.quick ? QUICK_SENDS : SENDS });
  await generator.ask({ command: 'close' });
  for (const part of [warm, result]) if (!faultless(part)) context.log(`Guildhall: ${JSON.stringify(part)}`);
  return { perSecond: result.sendsPerSecond, faulty: !faultless(warm) || !faultless(result), ...result };
}

function measureInserts(inserts, poolSize, { quick }) {
  return inserts.ask({ callers: SENDERS, poolSize, warmUpMs: quick ? 300 : 700, windowMs: quick ? 800 : 2000 });
}

/** @param {import('./room.mjs').BenchContext} context */
export async function benchDurable(context) {
  const title = 'Durable sends, 64 concurrent senders';
  if (context.databaseUrl === undefined) return { title, text: 'Needs PostgreSQL.', goals: [], faultless: true };
  const results = new Map([['Guildhall', []], ...POOL_SIZES.map((size) => [insertLabel(size), []])]);
  const server = await startGuildhall({ databaseUrl: context.databaseUrl });
  const generator = new Child(GENERATOR, {});
  const inserts = new Child(INSERTS, { env: { ...process.env, DATABASE_URL: context.databaseUrl } });
  try {
    await Promise.all([generator.answer(), inserts.answer()]);
    const [roomId] = await server.createRooms(1);
    for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
      results.get('Guildhall').push(await measureGuildhall(generator, server, roomId, context));
      for (const size of POOL_SIZES) {
        results.get(insertLabel(size)).push(await measureInserts(inserts, size, context));
      }
      context.log(`repeat ${repeat} of ${context.repeats} done`);
    }
  } finally {
    await generator.stop();
    await inserts.stop();
    await server.stop();
  }
  return report(title, results);
}

const insertLabel = (poolSize) => `bare pg insert, ${poolSize} connections`;

function report(title, results) {
  const figures = new Map([...results].map(([name, list]) => [name, summary(list)]));
  const rows = [...figures].map(([name, own]) => [name, shown(own.perSecond), shown(own.p50), shown(own.p99)]);
  return {
    title,
    text: table(['writer', 'messages/s', 'acknowledged p50 ms', 'p99 ms'], rows),
    goals: [],
    faultless: results.get('Guildhall').every((result) => !result.faulty),
    figures: Object.fromEntries(figures),
    raw: Object.fromEntries(results),
  };
}

function summary(list) {
  return {
    perSecond: spreadOf(list, (result) => result.perSecond),
    p50: spreadOf(list, (result) => result.latency.p50),
    p99: spreadOf(list, (result) => result.latency.p99),
  };
}
