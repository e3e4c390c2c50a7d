import { ThreadsWorld } from '../../../test/builders/threads';
import { DEFAULT_PERMISSIONS, Permission, type Thread } from '../../domain/guilds';
import type { Id } from '../../shared/ids';
import { type MessageAct, type MessageParts, ONLY_TEXT } from '../messaging';
import { operator } from '../shared/actor';
import { GuildChannelPolicy } from './guild-channel-policy';
import { OpenThreadForSend } from './threads/open-thread-for-send';
import { ThreadMemberships } from './threads/thread-memberships';

function setUp(everyone = DEFAULT_PERMISSIONS) {
  const world = new ThreadsWorld(everyone);
  const { reader, invalidations, changes, uow, clock, access, audit } = world;
  const memberships = new ThreadMemberships(reader, invalidations);
  const openThread = new OpenThreadForSend(memberships, changes, uow, clock);
  const policy = new GuildChannelPolicy(access, openThread, audit);
  const codeOf = async (asked: Promise<unknown>): Promise<unknown> => {
    const error: unknown = await asked.then(
      () => 'yes',
      (reason: unknown) => reason,
    );
    return error instanceof Error && 'code' in error ? error.code : error;
  };
  const send = (parts: Partial<MessageParts> = {}, channelId = world.channelId, actor = world.ann) =>
    policy.requireSend(actor, channelId, { ...ONLY_TEXT, ...parts });
  const act = (what: MessageAct, channelId: Id = world.channelId) =>
    codeOf(policy.requireAct(world.ann, channelId, what));
  return { ...world, world, policy, codeOf, send, act };
}

const without = (bits: bigint): bigint => DEFAULT_PERMISSIONS & ~bits;

describe('GuildChannelPolicy, sending', () => {
  it('grants a member a text under its own name', async () => {
    const { send, ann, guildId } = setUp();
    const grant = await send();

    expect(grant).toMatchObject({ kind: 'text', author: { userId: ann.userId }, byAdmin: false });
    expect(grant.mentions).toMatchObject({ guildId, everyone: false });
    expect(grant).not.toHaveProperty('authorIntervalMs');
  });

  it('knows no channel for anybody else', async () => {
    const { policy, codeOf, channelId, stranger } = setUp();

    for (const actor of [stranger, operator, { kind: 'guest', externalId: 'x' } as const]) {
      expect(await codeOf(policy.requireSend(actor, channelId, ONLY_TEXT))).toBe('unknown_channel');
      expect(await codeOf(policy.requireHistory(actor, channelId))).toBe('unknown_channel');
      expect(await codeOf(policy.requireAct(actor, channelId, 'view'))).toBe('unknown_channel');
      expect(await codeOf(policy.requireDelete(actor, channelId, {}))).toBe('unknown_channel');
    }
  });

  it.each<[string, bigint, Partial<MessageParts>, string]>([
    ['speak', Permission.sendMessages, {}, 'missing_permissions'],
    ['see the channel', Permission.viewChannel, {}, 'missing_access'],
    ['embed', Permission.embedLinks, { hasEmbeds: true }, 'missing_permissions'],
    ['attach', Permission.attachFiles, { hasAttachments: true }, 'missing_permissions'],
    ['read what it answers', Permission.readMessageHistory, { isReply: true }, 'missing_permissions'],
    ['have it read aloud', 0n, { tts: true }, 'missing_permissions'],
  ])('refuses whoever may not %s', async (_name, missing, parts, code) => {
    const { send, codeOf } = setUp(without(missing));

    expect(await codeOf(send(parts))).toBe(code);
  });

  it('refuses the timed out and takes nothing in a category', async () => {
    const { send, codeOf, guilds, guildId, ann, clock, ids } = setUp();
    const category = guilds.addChannel(guildId, { id: ids.next(), type: 'category' });
    expect(await codeOf(send({}, category.id))).toBe('wrong_channel_type');
    Object.assign(guilds.memberships.find(({ userId }) => userId === ann.userId) ?? {}, {
      timeoutUntilMs: clock.nowMs() + 1,
    });

    expect(await codeOf(send())).toBe('missing_permissions');
    clock.advance(1);
    expect(await codeOf(send())).toBe('yes');
  });

  it.each<[string, bigint, number | undefined]>([
    ['slows members', 0n, 5_000],
    ['lets who may pass pass', Permission.bypassSlowMode, undefined],
    ['lets moderators pass', Permission.manageMessages, undefined],
    ['lets who manages channels pass', Permission.manageChannels, undefined],
  ])('slow mode %s', async (_name, more, interval) => {
    const { send, guilds, guildId, ids } = setUp(DEFAULT_PERMISSIONS | more);
    const slow = guilds.addChannel(guildId, { id: ids.next(), slowModeSeconds: 5 });

    expect((await send({}, slow.id)).authorIntervalMs).toBe(interval);
  });

  it('mentions roles that may be mentioned, or all by right, never @everyone as a role', async () => {
    const roles = async (everyone: bigint) => {
      const { send, guilds, guildId } = setUp(everyone);
      guilds.addRole(guildId, { id: '7', mentionable: true });
      guilds.addRole(guildId, { id: '8' });
      const { mentions } = await send();
      return ['7', '8', '9', guildId].map((id) => mentions?.mayMentionRole(id));
    };

    expect(await roles(DEFAULT_PERMISSIONS)).toEqual([true, false, false, false]);
    expect(await roles(DEFAULT_PERMISSIONS | Permission.mentionEveryone)).toEqual([true, true, false, false]);
  });
});

describe('GuildChannelPolicy, threads', () => {
  it('asks for the right to send in threads, makes the sender a member and opens an archived one', async () => {
    const { send, world, bob } = setUp(without(Permission.sendMessages));
    const { id } = world.thread({ isArchived: true, slowModeSeconds: 3 });

    expect((await send({}, id, bob)).authorIntervalMs).toBe(3_000);
    expect(world.stored(id)).toMatchObject({ isArchived: false, memberCount: 2 });
    const refused = setUp(without(Permission.sendMessagesInThreads));
    expect(await refused.codeOf(refused.send({}, refused.world.thread().id))).toBe('missing_permissions');
  });

  it('keeps out of a locked one', async () => {
    const { send, world, codeOf } = setUp();

    expect(await codeOf(send({}, world.thread({ isLocked: true }).id))).toBe('thread_locked');
  });

  it('changes nothing in an archived one', async () => {
    const { act, world } = setUp(DEFAULT_PERMISSIONS | Permission.manageMessages);
    const archived: Partial<Thread> = { isArchived: true };
    const { id } = world.thread(archived);

    for (const what of ['edit', 'type', 'react', 'add_reaction', 'pin'] as const) {
      expect(await act(what, id)).toBe('thread_archived');
    }
    expect([await act('view', id), await act('moderate', id)]).toEqual(['yes', 'yes']);
  });
});

describe('GuildChannelPolicy, acts', () => {
  it.each<[MessageAct, bigint, bigint]>([
    ['type', Permission.sendMessages, 0n],
    ['react', Permission.readMessageHistory, 0n],
    ['add_reaction', Permission.addReactions, 0n],
    ['pin', 0n, Permission.pinMessages],
    ['pin', 0n, Permission.manageMessages],
    ['moderate', 0n, Permission.manageMessages],
  ])('%s needs its permission', async (what, taken, given) => {
    expect(await setUp(DEFAULT_PERMISSIONS | given).act(what)).toBe('yes');
    expect(await setUp(without(taken)).act(what)).toBe('missing_permissions');
  });

  it('recalls nothing: what is deleted in a guild leaves nothing behind', async () => {
    expect(await setUp(DEFAULT_PERMISSIONS | Permission.manageMessages).act('recall')).toBe('wrong_channel_type');
  });

  it('viewing and editing need only the right to see the channel', async () => {
    const { act } = setUp(Permission.viewChannel);

    expect([await act('view'), await act('edit')]).toEqual(['yes', 'yes']);
    expect(await setUp(0n).act('view')).toBe('missing_access');
  });

  it('brings in emojis of other guilds only by right', async () => {
    const uses = async (everyone: bigint) => {
      const { policy, ann, channelId, guildId } = setUp(everyone);
      const grant = await policy.requireAct(ann, channelId, 'react');
      return [grant.mayUseEmojiOf?.(guildId), grant.mayUseEmojiOf?.('1')];
    };

    expect(await uses(DEFAULT_PERMISSIONS)).toEqual([true, true]);
    expect(await uses(without(Permission.useExternalEmojis))).toEqual([true, false]);
  });

  it('reads history by right', async () => {
    const { policy, codeOf, ann, channelId } = setUp(without(Permission.readMessageHistory));

    expect(await codeOf(policy.requireHistory(ann, channelId))).toBe('missing_permissions');
  });

  it('lets an author delete, and logs moderators alone', async () => {
    const { policy, codeOf, ann, bob, owner, channelId, guildId, uow, audit } = setUp();
    const message = { author: { userId: bob.userId } };
    const entry = { act: 'delete', channelId, messageId: '5', authorId: bob.userId, count: 1, reason: 'why' } as const;

    expect(await policy.requireDelete(bob, channelId, message)).toEqual({});
    expect(await codeOf(policy.requireDelete(ann, channelId, message))).toBe('missing_permissions');
    expect(await codeOf(policy.requireDelete(ann, channelId, {}))).toBe('missing_permissions');
    const grant = await policy.requireDelete(owner, channelId, message);
    await uow.run(async () => {
      await policy.logAct(bob, {}, entry);
      await policy.logAct(owner, grant, entry);
      await policy.logAct(owner, grant, { ...entry, act: 'pin' });
      await policy.logAct(owner, grant, { act: 'bulk_delete', channelId, count: 5 });
    });

    const common = { guildId, userId: owner.userId };
    expect(audit.records).toEqual([
      {
        ...common,
        targetId: bob.userId,
        actionType: 72,
        reason: 'why',
        options: { channel_id: channelId, count: '1' },
      },
      {
        ...{ ...common, targetId: bob.userId, actionType: 74, reason: 'why' },
        options: { channel_id: channelId, message_id: '5' },
      },
      { ...common, targetId: channelId, actionType: 73, options: { channel_id: channelId, count: '5' } },
    ]);
  });
});
