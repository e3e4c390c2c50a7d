import { aMessage } from '../../../../test/builders/messages';
import { actorOf, ThreadsWorld } from '../../../../test/builders/threads';
import { FakeMessageWriter } from '../../../../test/fakes/messaging';
import { SilentLogger } from '../../../../test/fakes/rooms-log';
import { ACTIVE_THREADS_MAX, DEFAULT_PERMISSIONS, Permission } from '../../../domain/guilds';
import { type Message, MessageFlag, type MessageUpdated } from '../../../domain/messaging';
import { InProcessEventBus } from '../../../infrastructure/events/in-process-event-bus';
import { unavailable } from '../../../shared/errors';
import { CreateThread, type CreateThreadInput } from './create-thread';
import { ThreadNotices } from './thread-notices';

function setUp(everyone = DEFAULT_PERMISSIONS) {
  const world = new ThreadsWorld(everyone);
  const { access, repository, changes, messageRepository, audit, uow, ids, clock, messages } = world;
  const logger = new SilentLogger();
  const writer = new FakeMessageWriter(messages, ids, new InProcessEventBus(logger));
  const notices = new ThreadNotices(writer, logger);
  const createThread = new CreateThread(
    ...([access, repository, changes, messageRepository, notices, audit, uow, ids, clock] as const),
  );
  const create = (input: Partial<CreateThreadInput> = {}, actor = world.ann) =>
    createThread.execute(actor, { channelId: world.channelId, name: 'talk', isPrivate: false, ...input });
  const said = (changes: Partial<Message> = {}): Message => {
    const message = aMessage(1, { id: ids.next(), channelId: world.channelId, ...changes });
    messages.put(message);
    return message;
  };
  return { world, writer, create, said };
}

describe('CreateThread', () => {
  it('makes a public thread that its parent hears of', async () => {
    const { world, writer, create } = setUp();
    const { thread, member } = await create({ autoArchiveMinutes: 60, slowModeSeconds: 5, reason: 'why not' });

    expect(thread).toEqual({
      ...{ id: expect.any(String), guildId: world.guildId, parentId: world.channelId, ownerId: world.ann.userId },
      ...{ type: 'public', name: 'talk', isArchived: false, isLocked: false, autoArchiveMinutes: 60 },
      ...{ archiveChangedAtMs: world.clock.nowMs(), slowModeSeconds: 5, memberCount: 1, messageCount: 0 },
    });
    expect(member).toEqual({ threadId: thread.id, userId: world.ann.userId, joinedAtMs: world.clock.nowMs() });
    expect(world.uow.events).toEqual([{ type: 'thread.created', guildId: world.guildId, thread }]);
    expect(world.uow.invalidatedKeys).toEqual([`thread:${thread.id}`]);
    expect(world.audit.records).toMatchObject([{ actionType: 110, targetId: thread.id, reason: 'why not' }]);
    expect(writer.appended).toMatchObject([
      { channelId: world.channelId, kind: 'thread_notice', content: 'talk', author: { userId: world.ann.userId } },
    ]);
  });

  it('makes a thread of a message, which is marked and stands first in it', async () => {
    const { world, writer, create, said } = setUp();
    const message = said();
    world.messages.open(message.id);
    const { thread } = await create({ messageId: message.id });
    const updated = world.uow.events.find((event): event is MessageUpdated => event.type === 'message.updated');

    expect(thread.id).toBe(message.id);
    expect(updated).toMatchObject({ channelId: world.channelId, headSeq: 1, message: { id: message.id } });
    expect(updated?.message.flags).toBe(MessageFlag.hasThread);
    expect(writer.appended).toMatchObject([
      { channelId: thread.id, kind: 'thread_starter', details: { reference: { messageId: message.id } } },
    ]);
    await expect(create({ messageId: message.id })).rejects.toMatchObject({ code: 'thread_exists' });
  });

  it('makes a private thread that only its maker sees, and says nothing of it', async () => {
    const { world, writer, create } = setUp();
    const { thread } = await create({ isPrivate: true });

    expect(thread).toMatchObject({ type: 'private', isInvitable: true, memberIds: [world.ann.userId] });
    expect(writer.appended).toEqual([]);
    await expect(world.access.requireChannel(world.bob, thread.id)).rejects.toMatchObject({ code: 'missing_access' });
    expect(await world.access.requireChannel(world.ann, thread.id)).toMatchObject({ thread: { id: thread.id } });
    expect((await create({ isPrivate: true, isInvitable: false })).thread.isInvitable).toBe(false);
  });

  it('takes the time after which it archives itself from the channel', async () => {
    const { world, create } = setUp();
    world.guilds.addChannel(world.guildId, { id: world.channelId, autoArchiveMinutes: 4_320 });

    expect((await create()).thread.autoArchiveMinutes).toBe(4_320);
  });

  it('makes announcement threads in announcement channels', async () => {
    const { world, create } = setUp();
    world.guilds.addChannel(world.guildId, { id: '7', type: 'announcement' });
    world.messages.open('7');

    expect((await create({ channelId: '7' })).thread.type).toBe('announcement');
    await expect(create({ channelId: '7', isPrivate: true })).rejects.toMatchObject({ code: 'wrong_channel_type' });
  });

  it.each([
    ['public threads', Permission.createPublicThreads, {}],
    ['private threads', Permission.createPrivateThreads, { isPrivate: true }],
    ['threads of messages', Permission.createPublicThreads, { fromMessage: true }],
    ['threads of messages without reading them', Permission.readMessageHistory, { fromMessage: true }],
  ])('needs permission for %s', async (_name, permission, { fromMessage, ...input }: Record<string, boolean>) => {
    const { create, said } = setUp(DEFAULT_PERMISSIONS & ~permission);
    const message = said();

    await expect(create({ ...input, ...(fromMessage && { messageId: message.id }) })).rejects.toMatchObject({
      code: 'missing_permissions',
    });
  });

  it('refuses channels without threads, strangers, and messages that are none', async () => {
    const { world, create, said } = setUp();
    const notice = said({ kind: 'pin_notice' });
    const thread = world.thread();

    await expect(create({ channelId: thread.id })).rejects.toMatchObject({ code: 'wrong_channel_type' });
    await expect(create({}, world.stranger)).rejects.toMatchObject({ code: 'unknown_channel' });
    await expect(create({ messageId: '77' })).rejects.toMatchObject({ code: 'unknown_message' });
    await expect(create({ messageId: notice.id })).rejects.toMatchObject({ code: 'system_message' });
    expect(world.uow.events).toEqual([]);
  });

  it(`refuses more than ${ACTIVE_THREADS_MAX} active threads in a guild`, async () => {
    const { world, create } = setUp();
    for (let count = 0; count < ACTIVE_THREADS_MAX - 1; count += 1) world.thread({}, []);
    world.thread({ isArchived: true });
    await create();

    await expect(create()).rejects.toMatchObject({ code: 'active_threads_max' });
  });

  it('fails when the channel or its guild was deleted meanwhile', async () => {
    const { world, create } = setUp();
    await world.access.requireChannel(world.ann, world.channelId);
    const { channels } = world.guilds.guilds.get(world.guildId) ?? {};
    const insert = world.repository.insert.bind(world.repository);
    world.repository.insert = async (thread) => {
      channels?.delete(world.channelId);
      return insert(thread);
    };
    await expect(create()).rejects.toMatchObject({ code: 'unknown_channel' });
    world.repository.lockGuild = async () => undefined;
    await expect(create({}, actorOf(world.owner.userId))).rejects.toMatchObject({ code: 'unknown_channel' });
  });

  it('stays made when its notice cannot be written', async () => {
    const { writer, create } = setUp();
    writer.failure = unavailable('no');

    expect((await create()).thread.name).toBe('talk');
  });
});
