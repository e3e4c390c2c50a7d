import pg from 'pg';

/** People with many conversations: registered as anybody would be, the rest written straight into the tables. */

const PASSWORD = 'Correct-Horse-9';
const EPOCH_MS = 1_420_070_400_000;
const DAY_MS = 86_400_000;

async function register(origin, number) {
  const username = `list${number}x${Date.now().toString(36)}`;
  const response = await fetch(`${origin}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, email: `${username}@example.org`, password: PASSWORD }),
  });
  if (!response.ok) throw new Error(`register: ${response.status} ${await response.text()}`);
  const { token, user } = await response.json();
  return { token, id: user.id };
}

const WITH_PLACES = `WITH place AS (
    SELECT $2::bigint + n AS channel_id, $2::bigint + n AS other_id, n % 2 = 0 AS is_direct
    FROM generate_series(1, $3::integer) AS n
  )`;

/** Of the reader $1: $3 conversations whose ids, and those of the others in them, follow $2; half are groups. */
const STATEMENTS = [
  `${WITH_PLACES} INSERT INTO users (id, kind, username, username_key, created_at)
   SELECT other_id, 'human', 'other' || other_id, 'other' || other_id, now() FROM place WHERE $1::bigint > 0`,
  `${WITH_PLACES} INSERT INTO channels (id, kind, name, head_seq, head_id)
   SELECT channel_id, CASE WHEN is_direct THEN 'direct' ELSE 'group' END, CASE WHEN is_direct THEN '' ELSE 'group' END,
     $4::integer, channel_id + $4::integer FROM place WHERE $1::bigint > 0`,
  `${WITH_PLACES} INSERT INTO direct_channels (channel_id, pair_key)
   SELECT channel_id, CASE WHEN is_direct THEN least($1::bigint, other_id) || ':' || greatest($1::bigint, other_id) END
   FROM place`,
  `${WITH_PLACES} INSERT INTO group_channels (channel_id, owner_id, member_count, updated_at)
   SELECT channel_id, other_id, 2, now() FROM place WHERE NOT is_direct AND $1::bigint > 0`,
  `${WITH_PLACES} INSERT INTO channel_recipients (channel_id, user_id, joined_at)
   SELECT channel_id, person, to_timestamp(0) FROM place, unnest(ARRAY[$1::bigint, other_id]) AS person`,
  `${WITH_PLACES} INSERT INTO messages (channel_id, id, seq, kind, author_id, content)
   SELECT channel_id, channel_id + seq, seq, 'text',
     CASE WHEN seq = $4::integer / 2 THEN $1::bigint ELSE other_id END, 'lorem ipsum dolor sit amet consectetur.'
   FROM place, generate_series(1, $4::integer) AS seq`,
];

/**
 * @param {string} origin
 * @param {string} databaseUrl
 * @param {{people: number, conversations: number, messages: number}} size conversations of each person; messages of each
 *   conversation, of which the person has sent one in the middle
 * @returns {Promise<{tokens: string[]}>}
 */
export async function makeConversations(origin, databaseUrl, { people, conversations, messages }) {
  const readers = [];
  for (let number = 0; number < people; number += 1) readers.push(await register(origin, number));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const [number, { id }] of readers.entries()) {
      const firstId = BigInt(Date.now() - DAY_MS - EPOCH_MS + number * conversations * 1_000) << 22n;
      for (const statement of STATEMENTS) {
        const values = [id, firstId.toString(), conversations, messages];
        await client.query(statement, statement.includes('$4') ? values : values.slice(0, 3));
      }
    }
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
  return { tokens: readers.map(({ token }) => token) };
}
