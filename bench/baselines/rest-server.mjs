import Fastify from 'fastify';
import pg from 'pg';

/**
 * What a message API costs at the least: one route that commits one insert, and one that selects a page. No accounts, no
 * permissions, no order within a channel, no events. Listens on a free port and tells it.
 */
const TABLE = `create table if not exists bare_rest_messages (
  channel_id bigint not null, id bigint generated always as identity, author_id bigint not null, content text not null,
  created_at timestamptz not null default now(), primary key (channel_id, id))`;
const INSERT = {
  name: 'insert',
  text: 'insert into bare_rest_messages (channel_id, author_id, content) values ($1, $2, $3) returning id, created_at',
};
const PAGE = {
  name: 'page',
  text: 'select * from bare_rest_messages where channel_id = $1 and id < $2 order by id desc limit $3',
};
const NEWEST = '9223372036854775807';
const AUTHOR = '1';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.POOL_SIZE ?? 10) });

const present = ({ id, channel_id: channelId, author_id: authorId, content, created_at: createdAt }) => ({
  ...{ id, channel_id: channelId, content, timestamp: createdAt, edited_timestamp: null, type: 0, flags: 0 },
  author: { id: authorId, username: 'bare', discriminator: '0', global_name: null, avatar: null, public_flags: 0 },
  ...{ mentions: [], mention_roles: [], mention_everyone: false, attachments: [], embeds: [], components: [] },
  ...{ pinned: false, tts: false },
});

const server = Fastify();
server.post('/api/v10/channels/:channelId/messages', async ({ params, body }) => {
  const values = [params.channelId, AUTHOR, body.content];
  const { rows } = await pool.query({ ...INSERT, values });
  return present({ ...rows[0], channel_id: params.channelId, author_id: AUTHOR, content: body.content });
});
server.get('/api/v10/channels/:channelId/messages', async ({ params, query }) => {
  const { rows } = await pool.query({ ...PAGE, values: [params.channelId, query.before ?? NEWEST, query.limit ?? 50] });
  return rows.map(present);
});

await pool.query(TABLE);
await server.listen({ host: '127.0.0.1', port: 0 });
process.on('disconnect', () => process.exit(0));
process.send({ port: server.server.address().port });
