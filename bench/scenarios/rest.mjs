import { fileURLToPath } from 'node:url';
import { Child } from '../lib/child.mjs';
import { analyze } from '../lib/database.mjs';
import { makeFullGuild } from '../lib/guild-setup.mjs';
import { table } from '../lib/report.mjs';
import { startGuildhall } from '../lib/servers.mjs';
import { shown, spreadOf } from '../lib/statistics.mjs';

/**
 * The Discord-style REST API: messages sent by 64 callers at once, each acknowledged after its commit, and pages of
 * history read by as many, beside a bare Fastify server that inserts and selects the same rows.
 */
const GENERATOR = fileURLToPath(new URL('../lib/rest-generator.mjs', import.meta.url));
const BARE = fileURLToPath(new URL('../baselines/rest-server.mjs', import.meta.url));
const CALLERS = 64;
const PEOPLE = 20;
/** Guildhall's own pool size, and one connection for each caller. */
const POOL_SIZES = [10, CALLERS];
const GOAL = 0.8;
const TITLE = `REST, ${CALLERS} concurrent callers`;

const bareLabel = (poolSize) => `bare Fastify + pg, ${poolSize} connections`;

async function startBare(databaseUrl, poolSize) {
  const env = { ...process.env, NODE_ENV: 'production', DATABASE_URL: databaseUrl, POOL_SIZE: String(poolSize) };
  const child = new Child(BARE, { env });
  const { port } = await child.answer();
  return { origin: `http://127.0.0.1:${port}`, stop: () => child.stop() };
}

/** A server with its own generator, which remembers the ids it was given. */
async function contender(name, start, makeGuild) {
  const server = await start();
  const generator = new Child(GENERATOR, {});
  await generator.answer();
  const guild = await makeGuild(server.origin);
  const stop = async () => {
    await generator.stop();
    await server.stop();
  };
  const measure = (kind, { quick }) =>
    generator.ask({
      ...{ origin: server.origin, ...guild, callers: CALLERS, kind },
      ...{ warmUpMs: quick ? 500 : 1_500, windowMs: quick ? 1_000 : 4_000 },
    });
  return { name, measure, stop, results: { send: [], page: [] } };
}

/** @param {import('./room.mjs').BenchContext} context */
export async function benchRest(context) {
  const { databaseUrl } = context;
  if (databaseUrl === undefined) return { title: TITLE, text: 'Needs PostgreSQL.', goals: [], faultless: true };
  const contenders = [];
  try {
    const start = () => startGuildhall({ databaseUrl });
    contenders.push(await contender('Guildhall', start, (origin) => makeFullGuild(origin, PEOPLE)));
    for (const size of POOL_SIZES) {
      const bareGuild = { tokens: ['bare'], channelId: String(size) };
      contenders.push(
        await contender(
          bareLabel(size),
          () => startBare(databaseUrl, size),
          async () => bareGuild,
        ),
      );
    }
    for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
      for (const one of contenders) {
        one.results.send.push(await one.measure('send', context));
        await analyze(databaseUrl);
        one.results.page.push(await one.measure('page', context));
      }
      context.log(`repeat ${repeat} of ${context.repeats} done`);
    }
  } finally {
    for (const one of contenders) await one.stop();
  }
  return report(contenders);
}

function report(contenders) {
  const figures = contenders.flatMap(({ name, results }) =>
    Object.entries(results).map(([kind, list]) => ({ name, kind, ...summary(list) })),
  );
  const rows = figures.map(({ name, kind, perSecond, p50, p99, bytes }) => [
    ...[name, kind === 'send' ? 'send a message' : 'read a page of 50', shown(perSecond)],
    ...[shown(p50), shown(p99), shown(bytes)],
  ]);
  const [guildhall, ...bare] = contenders;
  return {
    title: TITLE,
    text: table(['server', 'call', 'calls/s', 'p50 ms', 'p99 ms', 'bytes/answer'], rows),
    goals: [goalOf(guildhall, bare)],
    faultless: contenders.every(({ results }) => Object.values(results).flat().every(isFaultless)),
    figures,
    raw: Object.fromEntries(contenders.map(({ name, results }) => [name, results])),
  };
}

const isFaultless = ({ failures }) => Object.keys(failures).length === 0;

/** Beside the faster of the bare servers. */
function goalOf(guildhall, bare) {
  const medianOf = ({ results }) => spreadOf(results.send, (result) => result.perSecond)?.median ?? 0;
  const best = Math.max(...bare.map(medianOf));
  const share = medianOf(guildhall) / best;
  return {
    text: `sends a second at least ${GOAL} of bare Fastify + pg`,
    measured: share.toFixed(2),
    met: share >= GOAL,
  };
}

function summary(list) {
  return {
    perSecond: spreadOf(list, (result) => result.perSecond),
    p50: spreadOf(list, (result) => result.latency.p50),
    p99: spreadOf(list, (result) => result.latency.p99),
    bytes: spreadOf(list, (result) => result.bytesPerCall),
  };
}
