import { createReadStream, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DataSource } from 'typeorm';
import { LogIn } from '../../src/application/identity/log-in';
import { SearchMessages } from '../../src/application/messaging';
import { importDump } from '../../src/infrastructure/import/import-dump';
import { importSources } from '../../src/infrastructure/import/import-source';
import type { Database } from '../../src/infrastructure/persistence/database';
import { TypeOrmAccountRepository } from '../../src/infrastructure/persistence/identity/typeorm-account.repository';
import { InProcessEventBus } from '../../src/infrastructure/events/in-process-event-bus';
import { InvalidationHub } from '../../src/infrastructure/persistence/invalidation-hub';
import { TypeOrmMessageSearch } from '../../src/infrastructure/persistence/messaging/typeorm-message-search';
import { TransactionContext } from '../../src/infrastructure/persistence/transaction-context';
import { TypeOrmUnitOfWork } from '../../src/infrastructure/persistence/typeorm-unit-of-work';
import { Argon2PasswordHasher } from '../../src/infrastructure/security/argon2-password-hasher';
import { idTimeMs } from '../../src/shared/ids';
import { IdentityWorld } from '../fakes/identity-world';
import { FakeChannelPolicy, OneChannelPolicy } from '../fakes/messaging';
import { SilentLogger, SilentMetrics } from '../fakes/rooms-log';
import { openTestDatabase, type TestDatabase } from '../support/database';

const NOW = Date.UTC(2026, 0, 1);
const dumpFile = (name: string): string => path.join(__dirname, 'dumps', `${name}.sql`);

let testDatabase: TestDatabase;
let database: Database;
let dataSource: DataSource;
async function open(): Promise<void> {
  testDatabase = await openTestDatabase();
  database = await testDatabase.open();
  ({ dataSource } = database);
}

interface RunOptions {
  readonly isDryRun?: boolean;
  readonly mergesEmails?: boolean;
  readonly name?: string;
  readonly text?: string;
}

async function run(from: string, { text, name = from, ...options }: RunOptions = {}): Promise<readonly string[]> {
  const source = importSources.find((one) => one.name === from);
  if (!source) throw new Error(`no source ${from}`);
  async function* pieces(): AsyncGenerator<string> {
    yield text ?? '';
  }
  const stream = createReadStream(dumpFile(from), { encoding: 'utf8', highWaterMark: 100 });
  const client = await database.connectDedicated();
  try {
    const report = await importDump(client, {
      ...{ source, name, pieces: text === undefined ? stream : pieces(), nowMs: NOW },
      ...{ isDryRun: false, mergesEmails: false, ...options },
    });
    return report.lines();
  } finally {
    stream.destroy();
    await client.end();
  }
}

const rowsOf = (sql: string): Promise<Record<string, unknown>[]> => dataSource.query(sql);

/** Everything said, by whom, channel by channel. */
const MESSAGES = `SELECT c.kind, c.name, m.seq::integer, u.username, m.content, m.details, m.id,
    m.edited_at IS NOT NULL AS edited, c.head_id = m.id AS is_head
  FROM messages m JOIN channels c ON c.id = m.channel_id JOIN users u ON u.id = m.author_id ORDER BY c.kind, c.name, m.seq`;

describe('an import of IM-TT', () => {
  beforeAll(open, 60_000);
  afterAll(() => testDatabase?.close());

  it('takes everything of a dry run back, and of a dump that breaks off', async () => {
    expect(await run('im-tt', { isDryRun: true })).toContain('messages  6 imported, 0 were there already');
    const text = readFileSync(dumpFile('im-tt'), 'utf8');
    await expect(run('im-tt', { text: text.slice(0, -300) })).rejects.toThrow('in the middle of the rows of users');
    expect(await rowsOf('SELECT id FROM users UNION ALL SELECT id FROM channels')).toEqual([]);
  });

  it('brings in people, groups and messages, and says what it left out', async () => {
    expect(await run('im-tt')).toEqual([
      'users     3 imported, 0 were there already',
      'groups    2 imported, 0 were there already',
      'messages  6 imported, 0 were there already',
      'rows left out: a message without content: 1',
      'users renamed: 1',
      '  王:小明 (3) is now 王_小明',
      'users whose e-mail address is taken or none, imported with another: 1',
      '  王:小明 (3) now logs in as 3@im-tt.invalid',
      'users without their picture, which is not in the dump: 1',
      'users without a usable bcrypt hash, imported without a password: 1',
      '  王:小明 (3)',
      'members left out, since they are no known users: 1',
      'groups left out, since none of their members is known: 1',
      '  Nobody here (3)',
      'messages left out, since they are to their own sender: 1',
      'messages left out, since their sender is not known: 1',
      'messages left out, since their group is not known: 1',
    ]);

    const messages = await rowsOf(MESSAGES);
    expect(messages).toMatchObject([
      { kind: 'direct', seq: 1, username: 'ann', content: '你好，Bob！', details: null, is_head: false },
      { kind: 'direct', seq: 2, username: 'bob', content: `Hi Ann, it's me\\you "there"` },
      { kind: 'direct', seq: 3, username: 'ann', details: { format: 'image' } },
      { kind: 'direct', seq: 4, username: 'bob', content: 'late and last', is_head: true },
      { kind: 'group', name: '产品讨论组', seq: 1, username: '王_小明', content: 'line one\nline two' },
      { kind: 'group', name: '产品讨论组', seq: 2, username: 'ann', content: '大家早上好 😀', is_head: true },
    ]);
    const times = messages.map(({ id }) => new Date(idTimeMs(String(id))).toISOString());
    expect(times.slice(0, 3)).toEqual([
      '2024-03-01T09:00:00.000Z',
      '2024-03-01T09:00:00.000Z',
      '2024-03-01T09:00:05.000Z',
    ]);
    expect(times[4]).toBe('2024-03-02T09:59:59.000Z');
    expect(new Set(messages.map(({ id }) => id)).size).toBe(6);
  });

  it('keeps roles, and what was read', async () => {
    expect(
      await rowsOf(`SELECT c.name, u.username, r.role, r.joined_seq::integer, g.member_count, g.owner_id = u.id AS owns
        FROM group_channels g JOIN channels c ON c.id = g.channel_id JOIN channel_recipients r ON r.channel_id = c.id
        JOIN users u ON u.id = r.user_id ORDER BY c.id, r.joined_at`),
    ).toEqual([
      { name: '产品讨论组', username: 'ann', role: 'owner', joined_seq: 0, member_count: 3, owns: true },
      { name: '产品讨论组', username: 'bob', role: 'admin', joined_seq: 0, member_count: 3, owns: false },
      { name: '产品讨论组', username: '王_小明', role: 'member', joined_seq: 0, member_count: 3, owns: false },
      { name: "Bob's own", username: 'bob', role: 'owner', joined_seq: 0, member_count: 1, owns: true },
    ]);
    expect(
      await rowsOf(`SELECT c.kind, u.username, s.last_read_seq::integer AS seq, m.seq::integer AS of_id
        FROM read_states s JOIN channels c ON c.id = s.channel_id JOIN users u ON u.id = s.user_id
        JOIN messages m ON m.channel_id = c.id AND m.id = s.last_read_id ORDER BY c.kind, u.id`),
    ).toEqual([
      { kind: 'direct', username: 'ann', seq: 2, of_id: 2 },
      { kind: 'direct', username: 'bob', seq: 1, of_id: 1 },
      ...['ann', 'bob', '王_小明'].map((username) => ({ kind: 'group', username, seq: 2, of_id: 2 })),
    ]);
  });

  it('lets people in with their old passwords, which are then hashed anew, and finds what they said', async () => {
    const context = new TransactionContext(dataSource);
    const accounts = new TypeOrmAccountRepository(context);
    const [world, logger] = [new IdentityWorld(), new SilentLogger()];
    const uow = new TypeOrmUnitOfWork(dataSource, context, new InProcessEventBus(logger), new InvalidationHub(logger));
    const hasher = new Argon2PasswordHasher(new SilentMetrics());
    const logIn = new LogIn(accounts, hasher, world.failures, world.grants, uow);
    const enter = (password: string) =>
      world.uow.run(() => logIn.execute({ login: { email: 'ANN@example.org' }, password, device: '', address: '' }));

    await expect(enter('password-of-bob')).rejects.toMatchObject({ code: 'invalid_credentials' });
    const { userId } = await enter('password-of-ann');
    const credentials = await accounts.findCredentials({ userId });
    expect(credentials?.passwordHash).toMatch(/^\$argon2id\$/);
    expect((await enter('password-of-ann')).userId).toBe(userId);

    const search = new SearchMessages(new OneChannelPolicy(new FakeChannelPolicy()), new TypeOrmMessageSearch(context));
    const { hits } = await search.execute({ kind: 'account', userId }, { query: '早上', limit: 5 });
    expect(hits.map(({ snippet }) => snippet)).toEqual(['大家<em>早上</em>好 😀']);
  });

  it('brings in nothing twice, and what is new behind what is there', async () => {
    const before = await rowsOf(MESSAGES);
    expect((await run('im-tt')).slice(0, 3)).toEqual([
      'users     0 imported, 3 were there already',
      'groups    0 imported, 2 were there already',
      'messages  0 imported, 6 were there already',
    ]);
    expect(await rowsOf(MESSAGES)).toEqual(before);

    const row = `INSERT INTO messages VALUES (11,2,1,NULL,'${'长'.repeat(2_500)}','text','2024-03-01 00:00:00',0);`;
    expect(await run('im-tt', { text: row })).toContain('messages  1 imported, 0 were there already');
    const after = (await rowsOf(MESSAGES)).filter(({ kind }) => kind === 'direct');
    expect(after.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(after.map(({ content }) => String(content).length).slice(4)).toEqual([2_000, 500]);
    const ids = after.map(({ id }) => BigInt(String(id)));
    expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? 0n))).toBe(true);
    expect(after.at(-1)).toMatchObject({ is_head: true });
  });

  it('keeps people apart who only have the same name or address, unless told otherwise', async () => {
    const other = await run('im-tt', { name: 'other' });
    expect(other).toContain('  ann (1) is now ann_2');
    expect(other).toContain('  ann (1) now logs in as 1@other.invalid');
    expect(await rowsOf('SELECT count(DISTINCT id)::integer AS ids, count(*)::integer AS count FROM messages')).toEqual(
      [{ ids: 14, count: 14 }],
    );

    const merged = await run('im-tt', { name: 'third', mergesEmails: true });
    expect(merged).toContain('users taken for the account that has their e-mail address: 2');
    expect(merged).toContain('users     1 imported, 0 were there already');
    expect(await rowsOf(`SELECT count(*)::integer AS count FROM channels WHERE kind = 'direct'`)).toEqual([
      { count: 2 },
    ]);
  });
});

describe('an import of ChatSphere', () => {
  beforeAll(open, 60_000);
  afterAll(() => testDatabase?.close());

  it('brings in COPY and INSERT, rooms by name and groups by who wrote in them', async () => {
    await dataSource.query(`INSERT INTO channels (id, kind, name) VALUES (5, 'room', 'general')`);
    await dataSource.query(`INSERT INTO rooms (channel_id, access) VALUES (5, 'open')`);
    expect(await run('chatsphere')).toEqual([
      'users     2 imported, 0 were there already',
      'groups    1 imported, 0 were there already',
      'rooms     1 imported, 0 were there already',
      'messages  5 imported, 0 were there already',
      'users without their picture, which is not in the dump: 1',
      'users that were not active, imported without a password: 1',
      '  bob (11111111-0000-4000-8000-000000000002)',
      'rooms taken for the open room of the same name: 1',
      '  general',
    ]);

    const [first, second, ...others] = await rowsOf(MESSAGES);
    expect([first, second]).toMatchObject([
      { kind: 'direct', seq: 1, username: 'ann', content: '第一条消息', edited: false },
      { kind: 'direct', seq: 2, username: 'bob', content: '第二\\条\\n\n消息', edited: true },
    ]);
    expect(second.details).toMatchObject({ reference: { messageId: first.id } });
    expect(others).toMatchObject([
      { kind: 'group', name: 'Group 22222222', username: 'bob', content: `it's a group\\` },
      { kind: 'room', name: 'general', username: 'ann', content: 'hello room' },
      { kind: 'room', name: 'lounge', username: 'bob', details: { format: 'image' } },
    ]);
    expect(await rowsOf('SELECT username, display_name FROM users ORDER BY id')).toEqual([
      { username: 'ann', display_name: 'Ann 安' },
      { username: 'bob', display_name: null },
    ]);
    expect((await run('chatsphere')).slice(0, 4).every((line) => line.includes(' 0 imported'))).toBe(true);
  });
});
