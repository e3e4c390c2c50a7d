import { GuildsWorld } from '../../../../test/fakes/guilds-world';
import { AuditAction, type GuildChannel, type Overwrite, Permission } from '../../../domain/guilds';
import { DeleteGuildChannel } from './delete-guild-channel';
import { type ChannelMove, MoveGuildChannels } from './move-guild-channels';
import { UpdateGuildChannel } from './update-guild-channel';

const { viewChannel: VIEW, sendMessages: SEND, manageChannels: MANAGE, manageRoles: MANAGE_ROLES } = Permission;

const deny = (targetId: string, bits: bigint): Overwrite => ({ targetId, kind: 'role', allow: 0n, deny: bits });

function setUp() {
  const world = new GuildsWorld();
  const { lockedChannels, guilds, access, channels, guildRepository, targets, audit, uow, clock, guildId } = world;
  const moveGuildChannels = new MoveGuildChannels(guilds, access, channels, audit, uow);
  return {
    ...{ world, guildId, channelId: world.channelId },
    updateGuildChannel: new UpdateGuildChannel(lockedChannels, access, channels, targets, audit, uow),
    deleteGuildChannel: new DeleteGuildChannel(lockedChannels, channels, guildRepository, audit, uow, clock),
    move: (actor: GuildsWorld['owner'], ...moves: ChannelMove[]) =>
      moveGuildChannels.execute(actor, { guildId, moves, reason: 'order' }),
  };
}

describe('UpdateGuildChannel', () => {
  it('changes what is named, tells it and logs it', async () => {
    const { world, guildId, channelId, updateGuildChannel } = setUp();
    const manager = world.moderator(MANAGE);
    const settings = { name: 'New Name', topic: 'topic', slowModeSeconds: 5 };
    const channel = await updateGuildChannel.execute(manager, { channelId, settings, reason: 'why' });

    expect(channel).toMatchObject({ ...settings, name: 'new-name', type: 'text', nsfw: false });
    expect(world.storedChannel(channelId)).toEqual(channel);
    expect(world.uow.events).toEqual([{ type: 'guild_channel.updated', guildId, channel }]);
    expect(world.uow.invalidatedKeys).toEqual([`guild:${guildId}`]);
    expect(world.audit.records).toEqual([
      expect.objectContaining({ actionType: AuditAction.channelUpdate, targetId: channelId, reason: 'why' }),
    ]);
    expect(world.audit.records[0].changes?.map(({ key }) => key)).toEqual(['name', 'topic', 'rate_limit_per_user']);
  });

  it('clears by null, and logs no change where there is none', async () => {
    const { world, updateGuildChannel } = setUp();
    const box = world.channel({ type: 'category' });
    const { id: channelId } = world.channel({ topic: 'topic', parentId: box.id, autoArchiveMinutes: 60 });
    const settings = { topic: null, parentId: null, autoArchiveMinutes: null };
    const channel = await updateGuildChannel.execute(world.owner, { channelId, settings });
    await updateGuildChannel.execute(world.owner, { channelId, settings });

    expect([channel.topic, channel.parentId, channel.autoArchiveMinutes]).toEqual([undefined, undefined, undefined]);
    expect(world.audit.records).toHaveLength(1);
  });

  it('leaves the overwrites to who manages roles there, within what they have', async () => {
    const { world, guildId, channelId, updateGuildChannel } = setUp();
    const overwrites = [deny(guildId, SEND)];
    const update = (actor: GuildsWorld['owner'], bits: Overwrite[]): Promise<GuildChannel> =>
      updateGuildChannel.execute(actor, { channelId, settings: {}, overwrites: bits });
    const refused = { code: 'missing_permissions' };

    await expect(update(world.moderator(MANAGE), overwrites)).rejects.toMatchObject(refused);
    const manager = world.moderator(MANAGE | MANAGE_ROLES);
    expect((await update(manager, overwrites)).overwrites).toEqual(overwrites);
    expect((await update(world.moderator(MANAGE), overwrites)).overwrites).toEqual(overwrites);
    expect(world.storedChannel(channelId)?.overwrites).toEqual(overwrites);
    await expect(update(manager, [deny(guildId, Permission.banMembers)])).rejects.toMatchObject(refused);
    await update(world.owner, [deny(guildId, SEND | Permission.banMembers)]);
    await expect(update(manager, [])).rejects.toMatchObject(refused);
    await expect(update(world.owner, [deny('77', SEND)])).rejects.toMatchObject({ code: 'unknown_overwrite' });
  });

  it('is refused for a wrong type or place, and for who may not manage the channel', async () => {
    const { world, guildId, channelId, updateGuildChannel } = setUp();
    const hidden = world.channel({ type: 'category', overwrites: [deny(guildId, VIEW)] });
    const update = (actor: GuildsWorld['owner'], settings: object): Promise<GuildChannel> =>
      updateGuildChannel.execute(actor, { channelId, settings });

    await expect(update(world.owner, { type: 'voice' })).rejects.toMatchObject({ details: { field: 'type' } });
    await expect(update(world.owner, { parentId: '77' })).rejects.toMatchObject({ details: { field: 'parent_id' } });
    await expect(update(world.moderator(MANAGE), { parentId: hidden.id })).rejects.toMatchObject({
      code: 'missing_access',
    });
    await expect(update(world.member, {})).rejects.toMatchObject({ code: 'missing_permissions' });
    await expect(update(world.person(), {})).rejects.toMatchObject({ code: 'unknown_channel' });
    expect(world.uow.events).toEqual([]);
  });

  it('does not take a thread for a channel', async () => {
    const { world, guildId, channelId, updateGuildChannel } = setUp();
    world.threads.put({
      ...{ id: '55', guildId, parentId: channelId, ownerId: world.owner.userId, type: 'public', name: 'thread' },
      ...{ isArchived: false, isLocked: false, autoArchiveMinutes: 60, archiveChangedAtMs: 0, slowModeSeconds: 0 },
      ...{ memberCount: 0, messageCount: 0 },
    });

    await expect(updateGuildChannel.execute(world.owner, { channelId: '55', settings: {} })).rejects.toMatchObject({
      code: 'wrong_channel_type',
    });
  });
});

describe('DeleteGuildChannel', () => {
  it('ends a channel; what stood in it stands by itself', async () => {
    const { world, guildId, deleteGuildChannel } = setUp();
    const box = world.channel({ type: 'category' });
    const child = world.channel({ parentId: box.id });
    await deleteGuildChannel.execute(world.moderator(MANAGE), { channelId: box.id, reason: 'why' });

    expect(world.storedChannel(box.id)).toBeUndefined();
    expect(world.storedChannel(child.id)?.parentId).toBeUndefined();
    expect(world.uow.events).toEqual([
      { type: 'guild_channel.deleted', guildId, channel: box },
      { type: 'guild_channel.updated', guildId, channel: { ...child, parentId: undefined } },
    ]);
    expect(world.audit.records).toEqual([
      expect.objectContaining({ actionType: AuditAction.channelDelete, targetId: box.id, reason: 'why' }),
    ]);
    await expect(deleteGuildChannel.execute(world.owner, { channelId: box.id })).rejects.toMatchObject({
      code: 'unknown_channel',
    });
  });

  it('takes its tasks from the guild', async () => {
    const { world, channelId, deleteGuildChannel } = setUp();
    const stored = world.storedGuild();
    if (stored) await world.guildRepository.update({ ...stored.guild, systemChannelId: channelId });
    await deleteGuildChannel.execute(world.owner, { channelId });

    expect(world.storedGuild()?.guild.systemChannelId).toBeUndefined();
    expect(world.eventTypes).toEqual(['guild_channel.deleted', 'guild.updated']);
  });

  it('is for who manages the channel', async () => {
    const { world, channelId, deleteGuildChannel } = setUp();

    await expect(deleteGuildChannel.execute(world.member, { channelId })).rejects.toMatchObject({
      code: 'missing_permissions',
    });
  });
});

describe('MoveGuildChannels', () => {
  it('moves channels together, and tells only of those that moved', async () => {
    const { world, channelId, move } = setUp();
    const [a, b] = [world.channel({ position: 1 }), world.channel({ position: 2 })];
    await move(
      world.moderator(MANAGE),
      { channelId: a.id, position: 2 },
      { channelId: b.id, position: 1 },
      { channelId, position: 0 },
    );

    expect([a.id, b.id].map((id) => world.storedChannel(id)?.position)).toEqual([2, 1]);
    expect(world.eventTypes).toEqual(['guild_channel.updated', 'guild_channel.updated']);
    expect(world.audit.records).toEqual([]);
    world.uow.events.length = 0;
    await move(world.owner, { channelId, position: 0 });
    expect(world.uow.events).toEqual([]);
  });

  it('puts channels in and out of categories, and gives them their overwrites on demand', async () => {
    const { world, guildId, channelId, move } = setUp();
    const box = world.channel({ type: 'category', overwrites: [deny(guildId, SEND)] });
    await move(world.owner, { channelId, parentId: box.id });
    expect(world.storedChannel(channelId)).toMatchObject({ parentId: box.id, overwrites: [] });
    await move(world.owner, { channelId, locksPermissions: true });
    expect(world.storedChannel(channelId)).toMatchObject({ parentId: box.id, overwrites: box.overwrites });
    await move(world.owner, { channelId, parentId: null, locksPermissions: true });

    expect(world.storedChannel(channelId)).toMatchObject({ parentId: undefined, overwrites: box.overwrites });
    expect(world.audit.records.map(({ actionType }) => actionType)).toEqual([11, 11, 11]);
  });

  it('is refused for wrong places, and for who may not manage all of it', async () => {
    const { world, guildId, channelId, move } = setUp();
    const box = world.channel({ type: 'category', overwrites: [deny(guildId, SEND)] });
    const foreign = world.channel({ overwrites: [deny(guildId, VIEW)] });
    const manager = world.moderator(MANAGE);

    await expect(move(world.owner, { channelId: '77', position: 1 })).rejects.toMatchObject({
      code: 'unknown_channel',
    });
    await expect(move(world.owner, { channelId, parentId: foreign.id })).rejects.toMatchObject({ kind: 'invalid' });
    await expect(move(manager, { channelId: foreign.id, parentId: box.id })).rejects.toMatchObject({
      code: 'missing_access',
    });
    await expect(move(manager, { channelId, parentId: box.id, locksPermissions: true })).rejects.toMatchObject({
      code: 'missing_permissions',
    });
    await expect(move(world.member, { channelId, position: 1 })).rejects.toMatchObject({
      code: 'missing_permissions',
    });
    await expect(
      move(world.owner, ...Array.from({ length: 501 }, () => ({ channelId, position: 1 }))),
    ).rejects.toMatchObject({ kind: 'invalid' });
    expect(world.uow.events).toEqual([]);
  });
});
