import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { LatencyHistogram } from '../../tools/lib/latency-histogram.mjs';

/**
 * What PostgreSQL itself gives: single-row inserts of a message, each committed on its own, by concurrent callers over
 * a pool. Told what to do by its parent: `{callers, poolSize, warmUpMs, windowMs}`.
 */
const TABLE = `create table bare_messages (
  channel_id bigint not null, id bigint not null unique, author text not null, content text not null,
  created_at timestamptz not null default now(), primary key (channel_id, id))`;
const INSERT = 'insert into bare_messages (channel_id, id, author, content) values ($1, $2, $3, $4)';
const CONTENT = 'lorem ipsum dolor sit amet consectetur.';
let lastId = 0;

async function insertFor(pool, { callers, warmUpMs, windowMs }) {
  const latencies = new LatencyHistogram();
  const from = performance.now() + warmUpMs;
  const until = from + windowMs;
  const caller = async (index) => {
    for (let started = performance.now(); started < until; started = performance.now()) {
      lastId += 1;
      await pool.query(INSERT, ['1', String(lastId), `member-${index}`, CONTENT]);
      const now = performance.now();
      if (now >= from && now < until) latencies.record(now - started);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, index) => caller(index)));
  return { perSecond: latencies.count / (windowMs / 1000), latency: latencies.summary() };
}

process.on('message', async (task) => {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: task.poolSize });
  await pool.query(TABLE.replace('create table', 'create table if not exists'));
  process.send({ result: await insertFor(pool, task) });
  await pool.end();
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
