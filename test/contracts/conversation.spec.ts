import { GroupMemberships, ListConversations, ReadMessage, ReadReceipts } from '../../src/application/messaging';
import { DirectChannels } from '../../src/application/messaging/direct/direct-channels';
import { TypeOrmUserDirectory } from '../../src/infrastructure/persistence/identity/typeorm-user-directory';
import { TypeOrmDirectChannelReader } from '../../src/infrastructure/persistence/messaging/typeorm-direct-channels';
import { TypeOrmGroupReader } from '../../src/infrastructure/persistence/messaging/typeorm-group.reader';
import type { Id } from '../../src/shared/ids';
import type { ConversationScene } from '../builders/conversations';
import { fakeConversations, storedConversations } from '../builders/conversations';
import type { StoredParts } from '../builders/message-parts';
import { statementsOf } from '../builders/message-storage';
import { FakeChannelPolicy, OneChannelPolicy } from '../fakes/messaging';
import { openTestDatabase, type TestDatabase } from '../support/database';
import { plansOf } from '../support/explain';

let database: TestDatabase;
let stored: ConversationScene<StoredParts>;
beforeAll(async () => {
  database = await openTestDatabase();
  stored = await storedConversations(database);
}, 60_000);
afterAll(() => database?.close());

describe.each<[string, () => ConversationScene]>([
  ['fake', fakeConversations],
  ['TypeORM', () => stored],
])('ConversationReader and ConversationSettingsRepository (%s)', (_name, open) => {
  const both = ['direct', 'group'] as const;
  let scene: ConversationScene;
  let ann: Id;
  let bob: Id;
  let eve: Id;
  beforeEach(async () => {
    scene = open();
    scene.parts.clock.advance(1_000);
    [ann, bob, eve] = (await scene.users(3)) as [Id, Id, Id];
  });

  const keep = (userId: Id, channelId: Id, changes: object) =>
    scene.parts.uow.run(() => scene.ports.settings.change(userId, channelId, changes, scene.parts.clock.nowMs()));
  const listed = (userId: Id, limit = 10, kinds: readonly ('direct' | 'group')[] = both) =>
    scene.ports.conversations.ofUser(userId, { kinds, limit });
  const idsOf = async (userId: Id, limit?: number) => (await listed(userId, limit)).map(({ channelId }) => channelId);

  it('lists what somebody is in, the one updated last in front', async () => {
    const pair = await scene.pair(ann, bob);
    await scene.say(pair, bob);
    scene.parts.clock.advance(10);
    const group = await scene.group([ann, bob], { name: 'friends' });
    await scene.group([bob, eve]);

    expect(await listed(ann)).toMatchObject([
      { kind: 'group', channelId: group, group: { name: 'friends', memberCount: 2 }, joinedSeq: 0 },
      { kind: 'direct', channelId: pair, otherUserId: bob, joinedSeq: 0 },
    ]);
    expect(await listed(bob, 10, ['direct'])).toMatchObject([{ channelId: pair, otherUserId: ann }]);
    scene.parts.clock.advance(10);
    const { createdAtMs } = await scene.say(pair, ann);
    expect(await listed(ann)).toMatchObject([{ channelId: pair, updatedAtMs: createdAtMs }, { channelId: group }]);
    expect(await idsOf(ann, 1)).toEqual([pair]);
    expect(await idsOf('77')).toEqual([]);
  });

  it('lists rooms that were joined for good, to who asks for them', async () => {
    const room = await scene.room('tech', ann);
    const { createdAtMs } = await scene.say(room, bob);

    expect(await scene.ports.conversations.ofUser(ann, { kinds: ['room'], limit: 10 })).toMatchObject([
      { kind: 'room', channelId: room, room: { id: room, name: 'tech' }, updatedAtMs: createdAtMs },
    ]);
    expect(await idsOf(ann)).toEqual([]);
  });

  it('counts a join as news, and forgets what was left or dissolved', async () => {
    const group = await scene.group([bob]);
    await scene.say(group, bob);
    scene.parts.clock.advance(10);
    const other = await scene.group([ann, bob]);
    scene.parts.clock.advance(10);
    await scene.join(group, ann);

    expect(await listed(ann)).toMatchObject([
      { channelId: group, joinedSeq: 1, updatedAtMs: scene.parts.clock.nowMs() },
      { channelId: other, joinedSeq: 0 },
    ]);
    await scene.leave(group, ann);
    expect(await idsOf(ann)).toEqual([other]);
    await scene.parts.uow.run(() => scene.ports.groups.dissolve(other, 1));
    expect(await idsOf(ann)).toEqual([]);
  });

  it('leaves out a pair who never talked, unless the reader keeps something there', async () => {
    const pair = await scene.pair(ann, bob);
    expect([await idsOf(ann), await idsOf(bob)]).toEqual([[], []]);

    await keep(ann, pair, { draft: 'Dear Bob' });

    expect([await idsOf(ann), await idsOf(bob)]).toEqual([[pair], []]);
  });

  it('keeps settings apart by person and part, pinned conversations in front', async () => {
    const first = await scene.group([ann, bob]);
    scene.parts.clock.advance(10);
    const second = await scene.group([ann, bob]);

    expect(await keep(ann, first, { isPinned: true })).toEqual({ isPinned: true, isMuted: false, draft: '' });
    expect(await keep(ann, first, { isMuted: true, draft: 'x' })).toEqual({
      isPinned: true,
      isMuted: true,
      draft: 'x',
    });
    expect(await keep(ann, first, {})).toEqual({ isPinned: true, isMuted: true, draft: 'x' });
    expect(await keep(ann, first, { draft: '', isMuted: false })).toEqual({
      ...{ isPinned: true, isMuted: false, draft: '' },
    });

    expect(await listed(ann)).toMatchObject([
      { channelId: first, settings: { isPinned: true } },
      { channelId: second, settings: { isPinned: false, isMuted: false, draft: '' } },
    ]);
    expect(await idsOf(bob)).toEqual([second, first]);
    await expect(scene.ports.settings.change(ann, first, {}, 0)).rejects.toThrow('unit of work');
  });

  it('knows what people said last, as far as the reader sees it', async () => {
    const [spoken, empty] = [await scene.group([ann, bob]), await scene.group([ann, bob])];
    const kept = await scene.say(spoken, ann, { content: 'kept' });
    const gone = await scene.say(spoken, bob, { content: 'gone' });
    await scene.say(spoken, bob, { kind: 'pin_notice', content: '' });
    await scene.bury(gone);
    const last = (fromSeq?: number) =>
      scene.ports.conversations.lastMessages([{ channelId: spoken, fromSeq }, { channelId: empty }]);

    expect(await last()).toEqual(new Map([[spoken, kept]]));
    expect(await last(1)).toEqual(new Map());
    await scene.bury(kept, 'recalled');
    expect((await last()).get(spoken)).toMatchObject({
      id: kept.id,
      content: '',
      recalledAtMs: scene.parts.clock.nowMs(),
    });
    expect(await scene.ports.conversations.lastMessages([])).toEqual(new Map());
  });
});

/** Whoever asks may. */
const everythingAllowed = (kind: 'direct' | 'group') =>
  new OneChannelPolicy(Object.assign(new FakeChannelPolicy(), { kind }));

describe('a list of many conversations', () => {
  const CONVERSATIONS = 200;
  const MEMBERS = 5_000;
  let me: Id;
  let list: ListConversations;
  beforeAll(async () => {
    const [reader, ...others] = await stored.users(CONVERSATIONS / 2 + 1);
    me = reader ?? '';
    const { context, invalidations } = stored.parts.storage;
    list = new ListConversations(
      stored.ports.conversations,
      stored.parts.readStates,
      new TypeOrmUserDirectory(context, invalidations),
    );
    for (const other of others) {
      const channels = [await stored.pair(me, other), await stored.group([other, me])];
      await Promise.all(
        channels.flatMap((channelId) => [1, 2, 3].map((n) => stored.say(channelId, other, { content: `${n}` }))),
      );
    }
  }, 60_000);

  it('takes five statements, with names, unread counts and last messages', async () => {
    let views: Awaited<ReturnType<ListConversations['execute']>> = [];
    const statements = await statementsOf(async () => {
      views = await list.execute({ kind: 'account', userId: me });
    });

    expect(statements).toHaveLength(5);
    expect(views).toHaveLength(CONVERSATIONS);
    for (const view of views) {
      expect(view).toMatchObject({ unreadCount: 3, lastMessage: { content: '3', seq: 3 } });
      expect(view.name).toBe(view.kind === 'direct' ? `user${view.otherUserId}` : 'group');
    }
  });

  it('finds each part by an index', async () => {
    const { dataSource } = stored.parts.storage;
    await stored.group(await stored.users(MEMBERS));
    await dataSource.query('ANALYZE');
    const plans = await plansOf(dataSource, () => list.execute({ kind: 'account', userId: me }));

    for (const index of ['channel_recipients_user_idx', 'messages_channel_seq_key', 'messages_author_idx']) {
      expect(plans).toContain(index);
    }
    expect(plans).not.toContain('Seq Scan on messages');
  });
});

describe('receipts in a group of 5,000', () => {
  const MEMBERS = 5_000;

  it('are read page by page, each with a bounded number of statements', async () => {
    const { context, invalidations } = stored.parts.storage;
    const { parts } = stored;
    const memberIds = await stored.users(MEMBERS);
    const [author = '', reader = '', writer = ''] = memberIds;
    const channelId = await stored.group(memberIds);
    const message = await stored.say(channelId, author);
    await parts.readStates.advance(reader, message);
    await stored.bury(await stored.say(channelId, writer));
    const policies = everythingAllowed('group');
    const receipts = new ReadReceipts(
      policies,
      new ReadMessage(policies, parts.repository),
      new DirectChannels(new TypeOrmDirectChannelReader(context)),
      new GroupMemberships(new TypeOrmGroupReader(context), invalidations),
      parts.readStates,
    );
    const page = (state: 'read' | 'unread', after?: Id) =>
      receipts.execute(
        { kind: 'account', userId: reader },
        { channelId, messageId: message.id, state, limit: 100, ...(after !== undefined && { after }) },
      );

    const first = await statementsOf(async () => expect(await page('read')).toEqual([reader, writer]));
    const next = await statementsOf(async () => expect(await page('unread')).toEqual(memberIds.slice(3, 103)));
    const last = await statementsOf(async () =>
      expect(await page('unread', memberIds[4_998])).toEqual([memberIds[4_999]]),
    );

    expect(first.length).toBeLessThanOrEqual(4);
    expect([next.length, last.length]).toEqual([2, 2]);
  });
});
