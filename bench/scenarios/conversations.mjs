import { fileURLToPath } from 'node:url';
import { Child } from '../lib/child.mjs';
import { makeConversations } from '../lib/conversation-setup.mjs';
import { table } from '../lib/report.mjs';
import { startGuildhall } from '../lib/servers.mjs';
import { shown, spreadOf } from '../lib/statistics.mjs';

/**
 * The list of 200 conversations, half of them groups, with unread counts and last messages, as one person opens it and as
 * sixteen do at once. Nothing stands beside it: there is no bare server that counts the same.
 */
const GENERATOR = fileURLToPath(new URL('../lib/rest-generator.mjs', import.meta.url));
const CONVERSATIONS = 200;
const PEOPLE = 4;
const MESSAGES = 100;
const CALLERS = [1, 16];
const GOAL_MS = 50;
const TITLE = `The list of ${CONVERSATIONS} conversations`;

/** @param {import('./room.mjs').BenchContext} context */
export async function benchConversations(context) {
  const { databaseUrl, quick } = context;
  if (databaseUrl === undefined) return { title: TITLE, text: 'Needs PostgreSQL.', goals: [], faultless: true };
  const server = await startGuildhall({ databaseUrl });
  const generator = new Child(GENERATOR, {});
  const results = new Map(CALLERS.map((callers) => [callers, []]));
  try {
    await generator.answer();
    const size = { people: PEOPLE, conversations: CONVERSATIONS, messages: MESSAGES };
    const { tokens } = await makeConversations(server.origin, databaseUrl, size);
    for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
      for (const callers of CALLERS) {
        const result = await generator.ask({
          ...{ origin: server.origin, tokens, callers, kind: 'read', path: '/api/conversations' },
          ...{ warmUpMs: quick ? 500 : 1_500, windowMs: quick ? 1_000 : 4_000 },
        });
        results.get(callers).push(result);
      }
      context.log(`repeat ${repeat} of ${context.repeats} done`);
    }
  } finally {
    await generator.stop();
    await server.stop();
  }
  return report(results);
}

function report(results) {
  const figures = [...results].map(([callers, list]) => ({ callers, ...summary(list) }));
  const rows = figures.map(({ callers, perSecond, p50, p99, bytes }) => [
    ...[String(callers), shown(perSecond), shown(p50), shown(p99), shown(bytes)],
  ]);
  const alone = figures[0].p99.median;
  return {
    title: TITLE,
    text: table(['callers', 'lists/s', 'p50 ms', 'p99 ms', 'bytes/list'], rows),
    goals: [
      {
        text: `p99 of one caller at most ${GOAL_MS} ms`,
        measured: `${alone.toFixed(1)} ms`,
        met: alone <= GOAL_MS,
      },
    ],
    faultless: [...results.values()].flat().every(({ failures }) => Object.keys(failures).length === 0),
    figures,
    raw: Object.fromEntries(results),
  };
}

const summary = (list) => ({
  perSecond: spreadOf(list, (result) => result.perSecond),
  p50: spreadOf(list, (result) => result.latency.p50),
  p99: spreadOf(list, (result) => result.latency.p99),
  bytes: spreadOf(list, (result) => result.bytesPerCall),
});
