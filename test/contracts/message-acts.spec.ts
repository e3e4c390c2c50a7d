import {
  DeleteMessage,
  EditMessage,
  ForwardMessages,
  LocateMessage,
  type MemberNames,
  MessageComposer,
  MessageEditor,
  MessageRemoval,
  PinMessage,
  RecallMessage,
  SendMessage,
} from '../../src/application/messaging';
import { usernameKey } from '../../src/domain/identity';
import type { Message, ReactionEmoji } from '../../src/domain/messaging';
import { TypeOrmAttachmentRegistry } from '../../src/infrastructure/persistence/messaging/typeorm-attachment-registry';
import { TypeOrmMemberNames } from '../../src/infrastructure/persistence/messaging/typeorm-member-names';
import { TypeOrmUploadedFiles } from '../../src/infrastructure/persistence/messaging/typeorm-uploaded-files';
import type { DomainEvent } from '../../src/shared/events';
import type { Id } from '../../src/shared/ids';
import { fakeParts, type MessageParts, type StoredParts, storedParts } from '../builders/message-parts';
import { aMessage, recordEvents } from '../builders/message-storage';
import { FakeUserDirectory } from '../fakes/direct-channels';
import { FakeAttachmentRegistry } from '../fakes/files';
import { FakeChannelPolicy, FakeMemberNames, fakeNotices, OneChannelPolicy } from '../fakes/messaging';
import { describeWithPostgres, openTestDatabase, type TestDatabase } from '../support/database';

const thumb: ReactionEmoji = { name: '👍' };
const anna = { kind: 'account', userId: '1' } as const;
const sending = { kind: 'text', byAdmin: false, author: { userId: '1' } } as const;

let database: TestDatabase;
let stored: StoredParts;
beforeAll(async () => {
  database = await openTestDatabase();
  stored = await storedParts(database);
}, 60_000);
afterAll(() => database?.close());

async function say({ writer }: MessageParts, channelId: Id, changes: object = {}): Promise<Message> {
  const { message } = await writer.append(aMessage(channelId, { author: { userId: '1' }, ...changes }));
  return message;
}

describe.each<[string, () => MessageParts]>([
  ['fake', fakeParts],
  ['TypeORM', () => stored],
])('recalled messages (%s)', (_name, open) => {
  let parts: MessageParts;
  let channelId: Id;
  beforeEach(async () => {
    parts = open();
    channelId = await parts.channel();
  });

  const recall = (messageId: Id): Promise<boolean> =>
    parts.uow.run(() => parts.repository.bury(channelId, messageId, parts.clock.nowMs(), 'recalled'));

  it('keep their place for those who ask for them, and nothing else', async () => {
    const details = { embeds: [{ title: 'secret' }] };
    const all = [
      await say(parts, channelId),
      await say(parts, channelId, { details, flags: 4 }),
      await say(parts, channelId),
    ];
    const [first, second, third] = all;
    const address = { channelId, messageId: second.id };
    await parts.uow.run(() => parts.repository.setPin(channelId, second.id, 1_000));
    const page = async (query: object) => parts.reader.page({ channelId, limit: 9, ...query });

    expect([await recall(second.id), await recall(second.id)]).toEqual([true, false]);
    const { details: _details, flags: _flags, ...bare } = second;
    const recalled = { ...bare, content: '', recalledAtMs: parts.clock.nowMs() };
    expect(await page({})).toEqual([first, third]);
    for (const query of [{}, { after: '0' }, { around: second.id }, { after: first.id, limit: 2 }]) {
      expect((await page({ ...query, withRecalled: true })).filter(({ id }) => id === second.id)).toEqual([recalled]);
    }
    expect(await page({ withRecalled: true, fromSeq: 2 })).toEqual([third]);
    expect(await parts.repository.find(channelId, second.id)).toBeUndefined();
    expect(await parts.repository.find(channelId, second.id, true)).toEqual(recalled);
    expect(await parts.reader.locate([second.id])).toEqual([recalled]);
    expect(await parts.reader.findMany([address])).toEqual([]);
    expect(await parts.reader.range(channelId, 1, 3)).toEqual([first, third]);
    expect(await parts.reader.pins({ channelId, limit: 9 })).toEqual([]);
    expect(await parts.uow.run(() => parts.repository.buryMany(channelId, [second.id], 1))).toEqual([]);
  });

  it('are not those that are deleted', async () => {
    const { id } = await say(parts, channelId);
    await parts.uow.run(() => parts.repository.bury(channelId, id, 1));

    expect(await recall(id)).toBe(false);
    expect(await parts.repository.find(channelId, id, true)).toBeUndefined();
    expect(await parts.reader.locate([id])).toEqual([]);
    expect(await parts.reader.page({ channelId, limit: 9, withRecalled: true })).toEqual([]);
  });

  it('are not unread, and have no reactions', async () => {
    const { id } = await say(parts, channelId);
    await parts.uow.run(() => parts.reactions.add({ channelId, messageId: id, userId: '2', emoji: thumb }, 1));
    const unread = async () => (await parts.readStates.unread('2', [{ channelId, joinedSeq: 0 }])).get(channelId) ?? 0;
    expect(await unread()).toBe(1);
    await recall(id);

    expect(await unread()).toBe(0);
    expect(await parts.reactionReader.countsOf([{ channelId, id }])).toEqual(new Map());
    expect(await parts.uow.run(() => parts.reactions.lockKinds(channelId, id))).toBeUndefined();
  });
});

describe.each<[string, () => Promise<[MemberNames, (channelId: Id, username: string) => Promise<Id>]>]>([
  [
    'fake',
    async () => {
      const names = new FakeMemberNames();
      let lastId = 0;
      const join = async (channelId: Id, username: string): Promise<Id> => {
        lastId += 1;
        names.add(channelId, username, String(lastId));
        return String(lastId);
      };
      return [names, join];
    },
  ],
  [
    'TypeORM',
    async () => {
      const { storage } = stored;
      const join = async (channelId: Id, username: string): Promise<Id> => {
        const id = storage.ids.next();
        await storage.dataSource.query(
          `INSERT INTO users (id, kind, username, username_key) VALUES ($1, 'human', $2, $3)`,
          [id, `${username}`, usernameKey(username)],
        );
        const place = [channelId, id];
        await storage.dataSource.query('INSERT INTO direct_channels (channel_id) VALUES ($1) ON CONFLICT DO NOTHING', [
          channelId,
        ]);
        await storage.dataSource.query(
          'INSERT INTO channel_recipients (channel_id, user_id, joined_at) VALUES ($1, $2, now())',
          place,
        );
        return id;
      };
      return [new TypeOrmMemberNames(storage.context), join];
    },
  ],
])('MemberNames (%s)', (_name, open) => {
  it('finds members by name and id, of this channel only', async () => {
    const [names, join] = await open();
    const [here, elsewhere] = [await stored.channel(), await stored.channel()];
    const [ann, zoe] = [await join(here, 'Ann Lee'), await join(here, '佐伊')];
    const eve = await join(elsewhere, 'eve');

    const found = await names.find(here, ['ANN LEE', 'ann lee', 'ann', '佐伊', 'eve'], [zoe, eve, '404']);
    expect(found.byName).toEqual(
      new Map([
        ['ANN LEE', ann],
        ['ann lee', ann],
        ['佐伊', zoe],
      ]),
    );
    expect(found.userIds).toEqual(new Set([ann, zoe]));
    expect(await names.find(here, [], [])).toEqual({ byName: new Map(), userIds: new Set() });
    expect((await names.find('77', ['eve'], [eve])).userIds.size).toBe(0);
  });
});

describe('forwarded files', () => {
  it('share their bytes until the last message that has them is gone', async () => {
    const { storage, writer, reader, uow, ids, clock } = stored;
    const users = new FakeUserDirectory();
    const policies = new OneChannelPolicy(Object.assign(new FakeChannelPolicy(), { grant: sending }));
    const registry = new TypeOrmAttachmentRegistry(storage.context, clock);
    const uploads = new TypeOrmUploadedFiles(storage.context, clock);
    const composer = new MessageComposer(users, reader, new FakeMemberNames());
    const send = new SendMessage(policies, composer, writer, storage.metrics, uploads, fakeNotices(users));
    const forward = new ForwardMessages(new LocateMessage(policies, reader), users, uploads, ids, send);
    const [from, toChannelId] = [await stored.channel(), await stored.channel()];
    const file = { id: ids.next(), filename: 'a.png', contentType: 'image/png', size: 3, width: 9, height: 8 };
    await registry.add([{ ...file, uploaderId: anna.userId }]);
    const original = await send.execute(anna, { channelId: from, content: '', attachmentIds: [file.id] });
    const again = { messageIds: [original.id], toChannelId, mode: 'each', nonce: 'n' } as const;

    const [message] = await forward.execute(anna, again);
    const [copy] = message.details?.attachments ?? [];
    expect(await forward.execute(anna, again)).toEqual([message]);
    expect(copy).toEqual({ ...file, id: copy.id });
    const unlinked = await registry.unused(clock.nowMs() + 1, 1_000);
    const removal = new MessageRemoval(stored.repository, registry, uow, clock);
    await removal.one(original);
    expect(await registry.find(from, file.id)).toBeUndefined();
    expect(await registry.find(toChannelId, copy.id)).toMatchObject({ fileId: file.id });
    expect((await registry.removeUnused([file.id, ...unlinked])).fileIds).toEqual([]);
    await removal.recalled(message, anna.userId);
    expect(await registry.removeUnused([copy.id])).toEqual({ ids: [copy.id], fileIds: [file.id] });
  });
});

/** Recalled, edited, deleted and pinned in the same moment, many times. */
describeWithPostgres('a message that everybody changes at once', () => {
  const ROUNDS = 30;
  let server: TestDatabase;
  let parts: StoredParts;
  beforeAll(async () => {
    server = await openTestDatabase('server');
    parts = await storedParts(server);
  }, 60_000);
  afterAll(() => server?.close());

  function acts() {
    const { uow, clock, repository, reader, writer } = parts;
    const policies = new OneChannelPolicy(new FakeChannelPolicy());
    const files = new FakeAttachmentRegistry(clock, uow);
    const removal = new MessageRemoval(repository, files, uow, clock);
    const composer = new MessageComposer(new FakeUserDirectory(), reader, new FakeMemberNames());
    const editor = new MessageEditor(repository, reader, composer, files, uow, clock);
    return {
      recall: new RecallMessage(policies, repository, removal, clock),
      edit: new EditMessage(policies, repository, editor),
      remove: new DeleteMessage(policies, repository, removal),
      pin: new PinMessage(policies, repository, writer, uow, clock),
    };
  }

  it('ends once, empty, and nothing is told of it afterwards', async () => {
    const { recall, edit, remove, pin } = acts();
    const channelId = await parts.channel();
    const types = ['message.updated', 'message.deleted', 'message.recalled'];
    const events = recordEvents(parts.storage.bus, ...types) as (DomainEvent & { messageId?: Id; message?: Message })[];
    let recalls = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id: messageId } = await say(parts, channelId);
      const where = { channelId, messageId };
      const work = [
        () => edit.execute(anna, { ...where, content: 'edited' }),
        () => recall.execute(anna, where),
        () => remove.execute(anna, where),
        () => pin.execute(anna, { ...where, isPinned: true }),
        () => parts.uow.run(() => parts.reactions.add({ ...where, userId: '2', emoji: thumb }, 1)),
      ];
      const shift = round % work.length;
      await Promise.allSettled([...work.slice(shift), ...work.slice(0, shift)].map((one) => one()));

      const told = events
        .filter((event) => (event.messageId ?? event.message?.id) === messageId)
        .map(({ type }) => type);
      expect(told.filter((type) => type !== 'message.updated')).toHaveLength(1);
      expect(told.at(-1)).not.toBe('message.updated');
      const [row] = await parts.storage.dataSource.query<{ recalled: boolean }[]>(
        `SELECT content, details, pinned_at, recalled_at IS NOT NULL AS recalled FROM messages
         WHERE channel_id = $1 AND id = $2 AND deleted_at IS NOT NULL`,
        [channelId, messageId],
      );
      const recalled = told.at(-1) === 'message.recalled';
      expect(row).toEqual({ content: '', details: null, pinned_at: null, recalled });
      if (recalled) recalls += 1;
    }
    expect(recalls).toBeGreaterThan(0);
  });
});
