import { type Message, MessageFlag, type MessageDetails, type ReactionEmoji } from '../../src/domain/messaging';
import type { Id } from '../../src/shared/ids';
import { fakeParts, type MessageParts, type StoredParts, storedParts } from '../builders/message-parts';
import { aMessage, recordEvents, statementsOf } from '../builders/message-storage';
import { openTestDatabase, type TestDatabase } from '../support/database';

const thumb: ReactionEmoji = { name: '👍' };

let database: TestDatabase;
let stored: StoredParts;
beforeAll(async () => {
  database = await openTestDatabase();
  stored = await storedParts(database);
}, 60_000);
afterAll(() => database?.close());

const kinds: readonly [string, () => MessageParts][] = [
  ['fake', fakeParts],
  ['TypeORM', () => stored],
];

async function say(parts: MessageParts, channelId: Id, userId = '1', changes: object = {}): Promise<Message> {
  const { message } = await parts.writer.append(aMessage(channelId, { author: { userId }, ...changes }));
  return message;
}

describe.each(kinds)('MessageReader and MessageRepository (%s)', (_name, open) => {
  let parts: MessageParts;
  let channel: Id;
  let all: Message[];
  beforeEach(async () => {
    parts = open();
    channel = await parts.channel();
    all = [];
    for (let index = 0; index < 6; index += 1) all.push(await say(parts, channel));
  });

  it('reads around a message, half of the page before it', async () => {
    const seqs = async (around: Id, limit: number): Promise<number[]> =>
      (await parts.reader.page({ channelId: channel, around, limit })).map(({ seq }) => seq);

    expect(await seqs(all[3].id, 4)).toEqual([2, 3, 4, 5]);
    expect(await seqs(all[3].id, 3)).toEqual([3, 4, 5]);
    expect(await seqs(all[3].id, 1)).toEqual([4]);
    expect(await seqs(all[0].id, 4)).toEqual([1, 2]);
    expect(await seqs(all[5].id, 4)).toEqual([4, 5, 6]);
    await parts.uow.run(() => parts.repository.bury(channel, all[3].id, parts.clock.nowMs()));
    expect(await seqs(all[3].id, 4)).toEqual([2, 3, 5, 6]);
  });

  it('finds messages where they are, and nowhere else', async () => {
    const otherChannel = await parts.channel();
    const other = await say(parts, otherChannel);
    await parts.uow.run(() => parts.repository.bury(channel, all[1].id, parts.clock.nowMs()));
    const found = await parts.reader.findMany([
      { channelId: otherChannel, messageId: other.id },
      ...[all[0].id, all[1].id, other.id, '404'].map((messageId) => ({ channelId: channel, messageId })),
    ]);

    expect(found.map(({ id }) => id).sort()).toEqual([all[0].id, other.id].sort());
    expect(await parts.reader.findMany([])).toEqual([]);
  });

  it('rewrites content, flags and details', async () => {
    const details: MessageDetails = {
      embeds: [{ title: 'x' }],
      mentions: { userIds: ['9'], roleIds: [], everyone: true },
    };
    const edited = { ...all[2], content: 'new', flags: MessageFlag.suppressEmbeds, details, editedAtMs: 5_000 };
    await parts.uow.run(() => parts.repository.rewrite(edited));
    expect(await parts.repository.find(channel, edited.id)).toEqual(edited);

    await parts.uow.run(() => parts.repository.rewrite({ ...all[2], content: 'old' }));
    expect(await parts.repository.find(channel, edited.id)).toEqual({ ...all[2], content: 'old' });
  });

  it('pins, pages pins and knows the newest', async () => {
    const pin = (index: number, atMs?: number) =>
      parts.uow.run(() => parts.repository.setPin(channel, all[index].id, atMs));
    const pins = async (limit: number, beforeMs?: number): Promise<number[]> =>
      (await parts.reader.pins({ channelId: channel, limit, beforeMs })).map(({ seq }) => seq);

    expect([await pin(1, 2_000), await pin(4, 3_000), await pin(0, 1_000)]).toEqual([2_000, 3_000, 3_000]);
    expect(await parts.repository.countPins(channel)).toBe(3);
    expect(await pins(10)).toEqual([5, 2, 1]);
    expect(await pins(1, 3_000)).toEqual([2]);
    expect((await parts.repository.find(channel, all[4].id))?.pinnedAtMs).toBe(3_000);
    expect(await pin(4)).toBe(2_000);
    await parts.uow.run(() => parts.repository.bury(channel, all[1].id, parts.clock.nowMs()));
    expect(await pins(10)).toEqual([1]);
    expect([await pin(0), await parts.repository.countPins(channel)]).toEqual([undefined, 0]);
  });

  it('buries many, each once', async () => {
    const bury = (ids: Id[]) => parts.uow.run(() => parts.repository.buryMany(channel, ids, parts.clock.nowMs()));

    expect(await bury([all[0].id, all[2].id, '404'])).toEqual([all[0].id, all[2].id]);
    expect(await bury([all[2].id, all[3].id])).toEqual([all[3].id]);
    expect(await bury([])).toEqual([]);
    expect((await parts.reader.page({ channelId: channel, limit: 9 })).map(({ seq }) => seq)).toEqual([2, 5, 6]);
  });
});

describe.each(kinds)('ReactionRepository and ReactionReader (%s)', (_name, open) => {
  let parts: MessageParts;
  let channelId: Id;
  let messageId: Id;
  beforeEach(async () => {
    parts = open();
    channelId = await parts.channel();
    ({ id: messageId } = await say(parts, channelId));
  });

  const party = { id: '77', name: 'party', animated: true };
  const add = (userId: Id, emoji: ReactionEmoji, atMs = 1) =>
    parts.uow.run(() => parts.reactions.add({ channelId, messageId, userId, emoji }, atMs));
  const counts = async (readerId?: Id) =>
    (await parts.reactionReader.countsOf([{ channelId, id: messageId }], readerId)).get(messageId);

  it('keeps one of each per user, counted in the order of the kinds', async () => {
    expect(await add('1', thumb, 1)).toBe(true);
    expect(await add('1', thumb, 2)).toBe(false);
    expect([await add('2', party, 2), await add('2', thumb, 3)]).toEqual([true, true]);

    expect(await counts('1')).toEqual([
      { emoji: thumb, count: 2, isOwn: true },
      { emoji: party, count: 1, isOwn: false },
    ]);
    expect((await counts())?.map(({ isOwn }) => isOwn)).toEqual([false, false]);
    expect(await parts.reactionReader.countsOf([])).toEqual(new Map());
    expect(await parts.uow.run(() => parts.reactions.lockKinds(channelId, messageId))).toEqual(new Set(['👍', '77']));
  });

  it('counts many messages at once', async () => {
    await add('1', thumb);
    const second = await say(parts, channelId);
    const third = await say(parts, await parts.channel());
    for (const message of [second, third]) {
      const reaction = { channelId: message.channelId, messageId: message.id, userId: '1', emoji: thumb };
      await parts.uow.run(() => parts.reactions.add(reaction, 1));
    }
    const empty = await say(parts, channelId);

    const all = await parts.reactionReader.countsOf([{ channelId, id: messageId }, second, third, empty]);
    expect([...all.keys()].sort()).toEqual([messageId, second.id, third.id].sort());
  });

  it('pages users by id', async () => {
    for (const userId of ['30', '4', '100']) await add(userId, thumb);
    const query = { channelId, messageId, emojiKey: '👍' };

    expect(await parts.reactionReader.users({ ...query, limit: 2 })).toEqual(['4', '30']);
    expect(await parts.reactionReader.users({ ...query, limit: 2, after: '30' })).toEqual(['100']);
    expect(await parts.reactionReader.users({ ...query, emojiKey: '👎', limit: 2 })).toEqual([]);
  });

  it('removes one, a kind or all, and tells whether there was any', async () => {
    for (const userId of ['1', '2']) for (const emoji of [thumb, party]) await add(userId, emoji);
    const { reactions, uow } = parts;

    expect(await uow.run(() => reactions.remove(channelId, messageId, '1', '77'))).toEqual(party);
    expect(await uow.run(() => reactions.remove(channelId, messageId, '1', '77'))).toBeUndefined();
    expect(await uow.run(() => reactions.clear(channelId, messageId, '77'))).toBe(true);
    expect(await uow.run(() => reactions.clear(channelId, messageId, '77'))).toBe(false);
    expect(await counts()).toEqual([{ emoji: thumb, count: 2, isOwn: false }]);
    expect(await uow.run(() => reactions.clear(channelId, messageId))).toBe(true);
    expect(await counts()).toBeUndefined();
  });

  it('locks only messages that are there, inside a unit of work', async () => {
    await expect(parts.reactions.lockKinds(channelId, messageId)).rejects.toThrow('inside a unit of work');
    expect(await parts.uow.run(() => parts.reactions.lockKinds(channelId, '404'))).toBeUndefined();
    await parts.uow.run(() => parts.repository.bury(channelId, messageId, parts.clock.nowMs()));
    expect(await parts.uow.run(() => parts.reactions.lockKinds(channelId, messageId))).toBeUndefined();
    expect(await parts.reactions.findEmoji('404')).toBeUndefined();
  });
});

describe('a message with more than text', () => {
  const file = { id: '', filename: 'a.png', contentType: 'image/png', size: 3, width: 1, height: 2 };
  let channelId: Id;
  beforeEach(async () => {
    channelId = await stored.channel();
  });

  async function storeFile(ofChannel: Id | null = channelId): Promise<Id> {
    const id = stored.ids.next();
    await stored.storage.dataSource.query(
      `INSERT INTO attachments (id, channel_id, uploader_id, filename, content_type, size, created_at)
       VALUES ($1, $2, 1, 'a.png', 'image/png', 3, now())`,
      [id, ofChannel],
    );
    return id;
  }

  it('comes back as it was sent, by one statement once the head is known', async () => {
    await say(stored, channelId);
    const details: MessageDetails = {
      ...{ embeds: [{ title: '"x" {} \\ ☃', fields: [{ name: 'n', value: 'v' }] }], components: [{ type: 1 }] },
      mentions: { userIds: ['1'], roleIds: [], everyone: false },
    };
    const events = recordEvents(stored.storage.bus, 'message.created');
    const statements = await statementsOf(() =>
      Promise.all([
        say(stored, channelId, '1', { content: '', details, flags: 4, echoNonce: 'e' }),
        say(stored, channelId, '1', { origin: { connectionId: 'c' } }),
      ]),
    );

    expect(statements).toHaveLength(1);
    const [, rich, plain] = await stored.reader.page({ channelId, limit: 10 });
    expect(rich).toMatchObject({ details, flags: 4, content: '' });
    expect(plain).not.toHaveProperty('details');
    expect(plain).not.toHaveProperty('flags');
    expect(events).toEqual([
      { type: 'message.created', channelId, message: rich, echoNonce: 'e' },
      { type: 'message.created', channelId, message: plain, origin: { connectionId: 'c' } },
    ]);
  });

  it('takes its files with it in the same transaction', async () => {
    const ids = [await storeFile(), await storeFile()];
    const attachments = ids.map((id) => ({ ...file, id }));
    await say(stored, channelId);
    const message = await say(stored, channelId, '1', { content: '', details: { attachments } });
    const rows = await stored.storage.dataSource.query<{ id: Id; message_id: Id }[]>(
      'SELECT id, message_id FROM attachments WHERE channel_id = $1 ORDER BY id',
      [channelId],
    );

    expect(rows).toEqual(ids.map((id) => ({ id, message_id: message.id })));
  });

  it.each([
    ['of another channel', async () => storeFile(await stored.channel())],
    ['that nobody stored', async () => '404'],
    ['of no channel that another one uploaded', async () => storeFile(null)],
  ])('is refused with a file %s, and alone', async (_name, fileId) => {
    const attachments = [{ ...file, id: await fileId() }];
    const outcomes = await Promise.allSettled([
      say(stored, channelId),
      say(stored, channelId, '2', { details: { attachments } }),
      say(stored, channelId),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { kind: 'not_found', code: 'unknown_attachment' } });
    expect(await stored.reader.headSeq(channelId)).toBe(2);
  });

  it('takes a file that its author uploaded before once, wherever it is sent first', async () => {
    const details = { attachments: [{ ...file, id: await storeFile(null) }] };
    const elsewhere = await stored.channel();
    const sends = [channelId, elsewhere, channelId].map((id) => say(stored, id, '1', { details, nonce: `n${id}` }));
    const outcomes = await Promise.allSettled(sends);
    const sent = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const rows = await stored.storage.dataSource.query<object[]>(
      'SELECT channel_id, message_id FROM attachments WHERE id = $1',
      [details.attachments[0].id],
    );

    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(rows).toEqual([{ channel_id: sent[0].channelId, message_id: sent[0].id }]);
    await expect(say(stored, channelId, '1', { details })).rejects.toMatchObject({ code: 'unknown_attachment' });
    const again = await say(stored, sent[0].channelId, '1', { details, nonce: `n${sent[0].channelId}` });
    expect(again.id).toBe(sent[0].id);
  });

  it('refuses the same file twice in one message', async () => {
    const attachment = { ...file, id: await storeFile() };
    const twice = say(stored, channelId, '1', { details: { attachments: [attachment, attachment] } });

    await expect(twice).rejects.toMatchObject({ code: 'unknown_attachment' });
  });

  it('leaves nothing of itself when it is deleted', async () => {
    const { id } = await say(stored, channelId, '1', { details: { embeds: [{ title: 'secret' }] }, flags: 4 });
    await stored.uow.run(() => stored.reactions.add({ channelId, messageId: id, userId: '1', emoji: thumb }, 1));
    await stored.uow.run(() => stored.repository.bury(channelId, id, 1));
    const rows = await stored.storage.dataSource.query<object[]>(
      `SELECT m.content, m.details, m.flags, (SELECT count(*)::integer FROM reactions r WHERE r.message_id = m.id) AS reactions
       FROM messages m WHERE m.id = $1`,
      [id],
    );

    expect(rows).toEqual([{ content: '', details: null, flags: 0, reactions: 0 }]);
  });
});
