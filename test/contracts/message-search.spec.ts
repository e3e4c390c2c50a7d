import fc from 'fast-check';
import { type MessageSearch, SearchMessages, type SearchMessagesInput } from '../../src/application/messaging';
import { type Message, SEARCH_BLOCK_MESSAGES, searchQuery, searchTerms } from '../../src/domain/messaging';
import { TypeOrmMessageSearch } from '../../src/infrastructure/persistence/messaging/typeorm-message-search';
import { firstIdAt, type Id } from '../../src/shared/ids';
import { aMessage, type MessageStorage, messageStorage, statementsOf } from '../builders/message-storage';
import { FakeMessageSearch } from '../fakes/message-search';
import { FakeChannelPolicy, OneChannelPolicy } from '../fakes/messaging';
import { openTestDatabase, type TestDatabase } from '../support/database';
import { plansOf } from '../support/explain';
import { testDatabaseUrl } from '../support/postgres';
import { propertyRuns } from '../support/property-runs';

/** Conversations with something to find in them. */
interface SearchStorage {
  readonly search: MessageSearch;
  addUser(): Promise<Id>;
  /** @param headSeq as if there were that many messages already */
  addDirect(one: Id, other: Id, headSeq?: number): Promise<Id>;
  addGroup(memberId: Id, isHistoryVisible: boolean): Promise<Id>;
  /** As of what was said last. */
  join(channelId: Id, userId: Id): Promise<void>;
  leave(channelId: Id, userId: Id): Promise<void>;
  say(channelId: Id, authorId: Id, content: string): Promise<Message>;
  bury(message: Message): Promise<void>;
  close(): Promise<void>;
}

async function fakeStorage(): Promise<SearchStorage> {
  const search = new FakeMessageSearch();
  const heads = new Map<Id, number>();
  const open = new Set<Id>();
  let lastId = 1_000n;
  const nextId = (): Id => String((lastId += 1n));
  return {
    search,
    addUser: async () => nextId(),
    addDirect: async (one, other, headSeq = 0) => {
      const id = nextId();
      for (const userId of [one, other]) search.join(userId, id);
      heads.set(id, headSeq);
      return id;
    },
    addGroup: async (memberId, isHistoryVisible) => {
      const id = nextId();
      search.join(memberId, id);
      if (isHistoryVisible) open.add(id);
      return id;
    },
    join: async (channelId, userId) => search.join(userId, channelId, open.has(channelId) ? 0 : heads.get(channelId)),
    leave: async (channelId, userId) => search.leave(userId, channelId),
    say: async (channelId, userId, content) => {
      const [id, seq] = [nextId(), (heads.get(channelId) ?? 0) + 1];
      heads.set(channelId, seq);
      const message = { ...aMessage(channelId, { content }), id, seq, author: { userId }, createdAtMs: 0 };
      search.messages.put(message);
      return message;
    },
    bury: async ({ id }) => search.messages.bury(id),
    close: async () => undefined,
  };
}

let database: TestDatabase;
let storage: MessageStorage;
beforeAll(async () => {
  database = await openTestDatabase();
  storage = await messageStorage(database);
}, 60_000);
afterAll(() => database?.close());

async function addUser(): Promise<Id> {
  const id = storage.ids.next();
  await storage.dataSource.query(`INSERT INTO users (id, kind, username) VALUES ($1::bigint, 'human', $1::text)`, [id]);
  return id;
}

async function addChannel(kind: string, headSeq: number, userIds: readonly Id[]): Promise<Id> {
  const id = storage.ids.next();
  await storage.dataSource.query(`INSERT INTO channels (id, kind, name, head_seq) VALUES ($1, $2, '', $3)`, [
    ...[id, kind, headSeq],
  ]);
  await storage.dataSource.query('INSERT INTO direct_channels (channel_id) VALUES ($1)', [id]);
  await storage.dataSource.query(
    'INSERT INTO channel_recipients (channel_id, user_id, joined_at) SELECT $1, unnest($2::bigint[]), now()',
    [id, userIds],
  );
  return id;
}

const databaseStorage = async (): Promise<SearchStorage> => ({
  search: new TypeOrmMessageSearch(storage.context),
  addUser,
  addDirect: (one, other, headSeq = 0) => addChannel('direct', headSeq, [one, other]),
  addGroup: async (memberId, isHistoryVisible) => {
    const id = await addChannel('group', 0, [memberId]);
    await storage.dataSource.query(
      'INSERT INTO group_channels (channel_id, owner_id, is_history_visible, updated_at) VALUES ($1, $2, $3, now())',
      [id, memberId, isHistoryVisible],
    );
    return id;
  },
  join: async (channelId, userId) => {
    await storage.dataSource.query(
      `INSERT INTO channel_recipients (channel_id, user_id, joined_at, joined_seq)
       SELECT id, $2, now(), head_seq FROM channels WHERE id = $1`,
      [channelId, userId],
    );
  },
  leave: async (channelId, userId) => {
    await storage.dataSource.query('DELETE FROM channel_recipients WHERE channel_id = $1 AND user_id = $2', [
      ...[channelId, userId],
    ]);
  },
  say: async (channelId, userId, content) => {
    const { message } = await storage.writer.append(aMessage(channelId, { author: { userId }, content }));
    return message;
  },
  bury: async ({ channelId, id }) => {
    await storage.uow.run(() => storage.repository.bury(channelId, id, 0));
  },
  close: async () => undefined,
});

describe.each([
  ['fake', fakeStorage],
  ['TypeORM', databaseStorage],
])('MessageSearch (%s)', (_name, open) => {
  let world: SearchStorage;
  let [me, ann, bob]: Id[] = [];
  beforeAll(async () => {
    world = await open();
  });
  beforeEach(async () => {
    [me, ann, bob] = [await world.addUser(), await world.addUser(), await world.addUser()];
  });
  afterAll(() => world?.close());

  const blocks = (channelId?: Id, before?: Id) => world.search.blocks({ userId: me, channelId, before, limit: 10 });
  const found = async (text: string, input: { before?: Id; fromUserId?: Id } = {}): Promise<Id[]> => {
    const query = searchQuery(text);
    const candidates = await world.search.candidates({ ...input, query, blocks: await blocks(), limit: 10 });
    return candidates.map(({ id }) => id);
  };

  it('lists what somebody may search, the newest message first', async () => {
    const [withAnn, withBob] = [await world.addDirect(me, ann), await world.addDirect(bob, me)];
    await world.addDirect(me, await world.addUser());
    await world.say(await world.addDirect(ann, bob), ann, 'not mine');
    const first = await world.say(withAnn, ann, 'one');
    const second = await world.say(withBob, me, 'two');

    const expected = [
      { channelId: withBob, block: 0, fromSeq: 0, newestId: second.id },
      { channelId: withAnn, block: 0, fromSeq: 0, newestId: first.id },
    ];
    expect(await blocks()).toEqual(expected);
    expect(await blocks(withAnn)).toEqual(expected.slice(1));
    expect(await world.search.blocks({ userId: me, limit: 1 })).toEqual(expected.slice(0, 1));
    expect(await world.search.blocks({ userId: '77', limit: 1 })).toEqual([]);
  });

  it('finds messages of own conversations by all terms, newest first', async () => {
    const channel = await world.addDirect(me, ann);
    const [one, two] = [await world.say(channel, me, '今天天气很好'), await world.say(channel, ann, 'Ｔ天气 today')];
    await world.say(await world.addDirect(ann, bob), ann, '天气');

    expect(await found('天气')).toEqual([two.id, one.id]);
    expect(await found('t天')).toEqual([two.id]);
    expect(await found('天气很好')).toEqual([one.id]);
    expect(await found('天气', { before: two.id })).toEqual([one.id]);
    expect(await found('天气', { fromUserId: ann })).toEqual([two.id]);
    expect(await found('明天')).toEqual([]);
  });

  it('finds nothing of a deleted message', async () => {
    const channel = await world.addDirect(me, ann);
    const message = await world.say(channel, ann, 'to be gone');
    await world.bury(message);

    expect(await found('gone')).toEqual([]);
  });

  it('finds in a group what was said after the join, or all of an open history, and nothing after leaving', async () => {
    for (const isHistoryVisible of [false, true]) {
      const group = await world.addGroup(ann, isHistoryVisible);
      const early = await world.say(group, ann, '早上好');
      expect(await found('上好')).toEqual([]);
      await world.join(group, me);
      const late = await world.say(group, ann, '晚上好');

      expect(await found('上好')).toEqual(isHistoryVisible ? [late.id, early.id] : [late.id]);
      await world.leave(group, me);
      expect(await found('上好')).toEqual([]);
    }
  });

  it('takes a long conversation block by block', async () => {
    const channel = await world.addDirect(me, ann, SEARCH_BLOCK_MESSAGES - 2);
    const [first, second] = [await world.say(channel, me, 'at the end'), await world.say(channel, me, 'at the start')];

    const all = await blocks();
    expect(all).toMatchObject([
      { block: 1, newestId: second.id },
      { block: 0, newestId: first.id },
    ]);
    expect(await found('at the')).toEqual([second.id, first.id]);
    expect(await blocks(channel, second.id)).toEqual(all.slice(1));
    const query = searchQuery('at the');
    const older = await world.search.candidates({ query, blocks: all.slice(1), limit: 10 });
    expect(older.map(({ id }) => id)).toEqual([first.id]);
  });
});

describe('search terms', () => {
  const termsOf = async ({ id }: Message): Promise<number[] | null> => {
    const sql = 'SELECT search_terms FROM messages WHERE id = $1';
    const [row] = await storage.dataSource.query<{ search_terms: number[] | null }[]>(sql, [id]);
    return row.search_terms;
  };
  const say = async (kind: string, content: string): Promise<Message> => {
    const channelId = await addChannel(kind, 0, []);
    await storage.writer.append(aMessage(channelId));
    return (await storage.writer.append(aMessage(channelId, { content }))).message;
  };

  it('are written with the message where it can be searched, and nowhere else', async () => {
    const said = await say('direct', '你好 world');

    expect(await termsOf(said)).toEqual(searchTerms(said, '你好 world'));
    expect(await termsOf(await say('group', '你好'))).toHaveLength(1);
    expect(await termsOf(await say('group', '好'))).toBeNull();
    expect(await termsOf(await say('room', '你好'))).toBeNull();
    expect(await termsOf(await say('guild', '你好'))).toBeNull();
  });

  it('change with an edit, and go with the message', async () => {
    const [said, inRoom] = [await say('direct', 'before'), await say('room', 'before')];
    await storage.uow.run(async () => {
      await storage.repository.rewrite({ ...said, content: 'after', editedAtMs: 1 });
      await storage.repository.rewrite({ ...inRoom, content: 'after', editedAtMs: 1, details: { tts: true } });
    });
    expect(await termsOf(said)).toEqual(searchTerms(said, 'after'));
    expect(await termsOf(inRoom)).toBeNull();
    expect(await storage.repository.find(inRoom.channelId, inRoom.id)).toMatchObject({
      ...{ content: 'after', editedAtMs: 1, details: { tts: true } },
    });

    await storage.uow.run(() => storage.repository.bury(said.channelId, said.id, 1));
    expect(await termsOf(said)).toBeNull();
  });
});

describe('SearchMessages on the database', () => {
  const execute = (userId: Id, input: Partial<SearchMessagesInput> & { query: string }) =>
    new SearchMessages(
      new OneChannelPolicy(new FakeChannelPolicy()),
      new TypeOrmMessageSearch(storage.context),
    ).execute({ kind: 'account', userId }, { limit: 25, ...input });

  it('finds every part of a stored message that has two characters', async () => {
    const [me, other] = [await addUser(), await addUser()];
    const channelId = await addChannel('direct', 0, [me, other]);
    const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), {
      minLength: 2,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(), fc.nat(), async (characters, from, length) => {
        const start = from % (characters.length - 1);
        const part = characters.slice(start, start + 2 + (length % (characters.length - 1 - start))).join('');
        fc.pre([...part].length <= 100 && isQuery(part));
        const content = characters.join('');
        const { message } = await storage.writer.append(aMessage(channelId, { author: { userId: me }, content }));
        const { hits } = await execute(me, { query: part });
        expect(hits[0].message).toEqual(message);
      }),
      propertyRuns(40),
    );
  });

  it('takes two queries, however many conversations there are', async () => {
    const me = await addUser();
    for (let number = 0; number < 40; number += 1) {
      const channelId = await addChannel('direct', 0, [me]);
      await storage.writer.append(aMessage(channelId, { content: `find me ${number}` }));
    }
    const statements = await statementsOf(async () => {
      expect((await execute(me, { query: 'find me' })).hits).toHaveLength(25);
    });

    expect(statements).toHaveLength(2);
  });

  it('asks the index only, among very many messages', async () => {
    const me = await addUser();
    const channelId = await addChannel('direct', 0, [me]);
    const count = testDatabaseUrl === undefined && process.env.GUILDHALL_LONG !== '1' ? 10_000 : 100_000;
    await addCrowd(await addChannel('group', count, []), count);
    await storage.writer.append(aMessage(channelId, { content: '大海捞针' }));
    await storage.dataSource.query('ANALYZE messages');
    const plans = await plansOf(storage.dataSource, async () => {
      expect((await execute(me, { query: '捞针' })).hits).toHaveLength(1);
    });
    const [, candidates] = plans.split('\n\n');

    expect(candidates).toContain('Bitmap Index Scan on messages_search_idx');
    expect(candidates.match(/messages_\w+/g)).toEqual(['messages_search_idx']);
  });
});

/** Messages with twenty terms each, of which some are in every hundredth message. */
async function addCrowd(channelId: Id, count: number): Promise<void> {
  await storage.dataSource.query(
    `INSERT INTO messages (channel_id, id, seq, kind, content, search_terms)
     SELECT $1, $2::bigint + n, n, 'text', 'message ' || n,
       (SELECT array_agg((n * 31 + k * 7919) % (100 * k)) FROM generate_series(1, 20) k)
     FROM generate_series(1, $3::integer) n`,
    [channelId, firstIdAt(Date.UTC(2026, 0, 1)), count],
  );
}

function isQuery(text: string): boolean {
  try {
    return searchQuery(text).pairs.length > 0;
  } catch {
    return false;
  }
}
