import { aMessage } from '../../../../../test/builders/messages';
import { asBot, FeedWorld, type RecordedSession } from '../../../../../test/fakes/gateway-feed';
import { Intent, type SessionIdentity } from '../../../../application/realtime/gateway';
import { type Overwrite, Permission, type Thread } from '../../../../domain/guilds';
import type { Message, MessageCreated } from '../../../../domain/messaging';

const GUILD = '100';
const OWNER = '1';
const MEMBER = '2';
const BOT = '3';
const GENERAL = '1000';
const PRIVATE_THREAD = '2000';
const DIRECT = '3000';

const said = (changes: Partial<Message> = {}): MessageCreated => {
  const message = aMessage(1, { channelId: GENERAL, author: { userId: OWNER }, content: 'hello', ...changes });
  return { type: 'message.created', channelId: message.channelId, message };
};

describe('what happens in channels', () => {
  let world: FeedWorld;

  /** A session that was told its first state. */
  const connected = async (userId: string, changes: Partial<SessionIdentity> = {}): Promise<RecordedSession> => {
    const session = await world.session(userId, changes);
    session.forget();
    return session;
  };

  beforeEach(() => {
    world = new FeedWorld();
    world.users.add(OWNER);
    world.reader.addGuild(GUILD, OWNER);
    world.reader.addChannel(GUILD, { id: GENERAL });
    world.addMember(GUILD, MEMBER, { nick: 'Meg' });
    world.users.add(BOT, { kind: 'bot' });
    world.addMember(GUILD, BOT);
  });

  it('is told with the guild, the author as a member and the nonce', async () => {
    const session = await connected(MEMBER);

    world.committed({ ...said({ author: { userId: MEMBER } }), echoNonce: 7 });
    await world.settle();

    const [told] = session.of('MESSAGE_CREATE');
    expect(told).toMatchObject({
      guild_id: GUILD,
      channel_id: GENERAL,
      content: 'hello',
      author: { id: MEMBER },
      member: { nick: 'Meg', roles: [], joined_at: expect.any(String) },
      mentions: [],
      nonce: 7,
    });
    expect(told).not.toHaveProperty('channel_type');
  });

  it('is encoded once for all sessions of a form', async () => {
    const [one, other] = [await connected(MEMBER), await connected(OWNER)];

    world.committed(said());
    await world.settle();

    const dispatchOf = (session: typeof one) => session.told.find(({ t }) => t === 'MESSAGE_CREATE')?.dispatch;
    expect(dispatchOf(one)).toBeDefined();
    expect(dispatchOf(one)).toBe(dispatchOf(other));
  });

  it('shows content to programs with the intent, to the author and to whoever is mentioned', async () => {
    const blind = await connected(BOT, asBot(BOT, Intent.guildMessages));
    const seeing = await connected(BOT, asBot(BOT, Intent.guildMessages | Intent.messageContent));
    const embeds = [{ title: 'x' }];

    world.committed(said({ details: { embeds } }));
    world.committed(said({ id: '501', details: { mentions: { userIds: [BOT], roleIds: [], everyone: false } } }));
    world.committed(said({ id: '502', author: { userId: BOT } }));
    await world.settle();

    const contentsOf = (session: typeof blind) => session.of('MESSAGE_CREATE').map(({ content }) => content);
    expect(contentsOf(blind)).toEqual(['', 'hello', 'hello']);
    expect(blind.of('MESSAGE_CREATE')[0]).toMatchObject({ embeds: [], attachments: [], components: [] });
    expect(contentsOf(seeing)).toEqual(['hello', 'hello', 'hello']);
    expect(seeing.of('MESSAGE_CREATE')[0]).toMatchObject({ embeds });
  });

  it('is told only to those who asked for it', async () => {
    const session = await connected(BOT, asBot(BOT, Intent.guilds));

    world.committed(said());
    world.committed({ type: 'typing.started', channelId: GENERAL, userId: OWNER, atMs: 0 });
    await world.settle();

    expect(session.names).toEqual([]);
  });

  it('is told in the order in which it happened, though reading takes its time', async () => {
    const session = await connected(MEMBER);
    const slow = new Map<string, () => void>();
    const { findMany } = world.users;
    world.users.findMany = async (ids) => {
      const wanted = [...ids];
      if (wanted.includes('777')) await new Promise<void>((resolve) => slow.set('777', resolve));
      return findMany.call(world.users, wanted);
    };
    world.users.add('777');

    world.committed(said({ id: '1', author: { userId: '777' } }));
    world.committed(said({ id: '2' }));
    world.committed({ type: 'message.deleted', channelId: GENERAL, messageId: '2', headSeq: 1 });
    const recalled = { channelId: GENERAL, messageId: '1', seq: 1, byUserId: '777', recalledAtMs: 1, headSeq: 2 };
    world.committed({ type: 'message.recalled', ...recalled });
    await world.settle();
    expect(session.names).not.toContain('MESSAGE_CREATE');
    slow.get('777')?.();
    await world.settle();

    expect(session.told.map(({ t, d }) => [t, d.id])).toEqual([
      ['MESSAGE_CREATE', '1'],
      ['MESSAGE_CREATE', '2'],
      ['MESSAGE_DELETE', '2'],
      ['MESSAGE_DELETE', '1'],
    ]);
  });

  it('is not told to whoever lost sight of the channel while it was read', async () => {
    const session = await connected(MEMBER);
    const hidden: Overwrite = { targetId: GUILD, kind: 'role', allow: 0n, deny: Permission.viewChannel };

    world.committed(said());
    const channel = world.reader.addChannel(GUILD, { id: GENERAL, overwrites: [hidden] });
    world.committed({ type: 'guild_channel.updated', guildId: GUILD, channel });
    await world.settle();

    expect(session.names).toEqual(['CHANNEL_DELETE']);
  });

  it('covers edits without reactions, deletions, pins, reactions and typing', async () => {
    const session = await connected(MEMBER);
    const at = { channelId: GENERAL };
    const place = { channel_id: GENERAL, guild_id: GUILD };
    const emoji = { name: '👍' };

    world.committed(
      { ...at, type: 'message.updated', message: said().message, headSeq: 1 },
      { ...at, type: 'messages.bulk_deleted', messageIds: ['8', '9'], headSeq: 1 },
      { ...at, type: 'pins.updated', lastPinAtMs: 0 },
      { ...at, type: 'reaction.added', messageId: '9', messageAuthorId: OWNER, userId: MEMBER, emoji },
      { ...at, type: 'reaction.removed', messageId: '9', userId: MEMBER, emoji: { id: '77', name: 'x' } },
      { ...at, type: 'reactions.cleared', messageId: '9' },
      { ...at, type: 'reactions.cleared', messageId: '9', emoji },
      { ...at, type: 'typing.started', userId: OWNER, atMs: 5_900 },
    );
    await world.settle();

    expect(session.told.map(({ t, d }) => [t, d])).toEqual([
      ['MESSAGE_UPDATE', expect.not.objectContaining({ reactions: expect.anything() })],
      ['MESSAGE_DELETE_BULK', { ids: ['8', '9'], ...place }],
      ['CHANNEL_PINS_UPDATE', { ...place, last_pin_timestamp: '1970-01-01T00:00:00.000Z' }],
      [
        'MESSAGE_REACTION_ADD',
        expect.objectContaining({
          ...place,
          message_id: '9',
          user_id: MEMBER,
          message_author_id: OWNER,
          member: expect.objectContaining({ user: expect.objectContaining({ id: MEMBER }) }),
          emoji: { id: null, name: '👍' },
          burst: false,
          type: 0,
        }),
      ],
      ['MESSAGE_REACTION_REMOVE', expect.objectContaining({ emoji: { id: '77', name: 'x', animated: false } })],
      ['MESSAGE_REACTION_REMOVE_ALL', { ...place, message_id: '9' }],
      ['MESSAGE_REACTION_REMOVE_EMOJI', { ...place, message_id: '9', emoji: { id: null, name: '👍' } }],
      ['TYPING_START', expect.objectContaining({ ...place, user_id: OWNER, timestamp: 5, member: expect.anything() })],
    ]);
  });

  it('in a private thread concerns its members and whoever moderates threads', async () => {
    const thread: Thread = {
      ...{ id: PRIVATE_THREAD, guildId: GUILD, parentId: GENERAL, ownerId: MEMBER, type: 'private', name: 'secret' },
      ...{ isArchived: true, isLocked: false, autoArchiveMinutes: 60, archiveChangedAtMs: 0, slowModeSeconds: 0 },
      ...{ memberCount: 1, messageCount: 0, memberIds: [MEMBER] },
    };
    world.threads.put(thread);
    world.addMember(GUILD, '4');
    const [inside, outside, owner] = [await connected(MEMBER), await connected('4'), await connected(OWNER)];

    world.committed(said({ channelId: PRIVATE_THREAD }));
    await world.settle();

    expect(inside.of('MESSAGE_CREATE')).toHaveLength(1);
    expect(owner.of('MESSAGE_CREATE')).toHaveLength(1);
    expect(outside.of('MESSAGE_CREATE')).toEqual([]);
  });

  it('in a direct channel concerns the two of them, on the first shard', async () => {
    world.direct.channels.set(DIRECT, { id: DIRECT, recipientIds: [OWNER, BOT] });
    const second: [number, number] = [1, 2];
    const owner = await connected(OWNER);
    const stranger = await connected(MEMBER);
    const first = await connected(BOT, { ...asBot(BOT, Intent.directMessages), shard: [0, 2] });
    const other = await connected(BOT, { ...asBot(BOT, Intent.directMessages), shard: second });

    world.committed(said({ channelId: DIRECT }));
    await world.settle();

    for (const session of [owner, first]) {
      expect(session.of('MESSAGE_CREATE')).toMatchObject([{ channel_type: 1, content: 'hello' }]);
      expect(session.of('MESSAGE_CREATE')[0]).not.toHaveProperty('guild_id');
    }
    expect(stranger.of('MESSAGE_CREATE')).toEqual([]);
    expect(other.of('MESSAGE_CREATE')).toEqual([]);
  });

  it('of a room or an unknown channel concerns nobody here', async () => {
    const session = await connected(MEMBER);

    world.committed(said({ channelId: '9999' }));
    world.committed(said({ channelId: '9999' }));
    await world.settle();

    expect(session.names).not.toContain('MESSAGE_CREATE');
    expect(world.logger.problems).toEqual([]);
  });

  it('of a webhook has no member', async () => {
    const session = await connected(MEMBER);

    world.committed(said({ author: { userId: OWNER }, details: { webhook: { id: '55', name: 'Hook' } } }));
    await world.settle();

    const [told] = session.of('MESSAGE_CREATE');
    expect(told).toMatchObject({ webhook_id: '55', author: { id: '55' } });
    expect(told).not.toHaveProperty('member');
  });

  it('goes to one person only when it is ephemeral, and an interaction to the bot alone', async () => {
    const [member, owner] = [await connected(MEMBER), await connected(OWNER)];
    const bot = await connected(BOT, asBot(BOT, Intent.guilds));
    const { message } = said();
    for (const session of [member, owner]) session.forget();

    world.committed(
      { type: 'ephemeral_message.changed', change: 'created', channelId: GENERAL, userId: MEMBER, message },
      { type: 'ephemeral_message.changed', change: 'deleted', channelId: GENERAL, userId: MEMBER, message },
      {
        ...{ type: 'interaction.created', channelId: GENERAL, message },
        interaction: {
          ...{ id: '600', applicationId: '73', botUserId: BOT, token: 't', userId: MEMBER, channelId: GENERAL },
          ...{ guildId: GUILD, messageId: message.id, customId: 'c', componentType: 2, createdAtMs: 0 },
        },
      },
    );
    await world.settle();

    expect(member.names).toEqual(['MESSAGE_CREATE', 'MESSAGE_DELETE']);
    expect(owner.names).toEqual([]);
    expect(bot.of('INTERACTION_CREATE')).toMatchObject([{ id: '600', guild_id: GUILD, data: { custom_id: 'c' } }]);
  });
});
