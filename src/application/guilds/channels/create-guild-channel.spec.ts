import { GuildsWorld } from '../../../../test/fakes/guilds-world';
import { AuditAction, GUILD_CHANNELS_MAX, type Overwrite, Permission } from '../../../domain/guilds';
import type { AccountActor } from '../../shared/actor';
import { type ChannelSettings } from './channel-settings';
import { CreateGuildChannel, type CreateGuildChannelInput } from './create-guild-channel';
import { ListGuildChannels } from './list-guild-channels';

const { viewChannel: VIEW, sendMessages: SEND, manageChannels: MANAGE, manageRoles: MANAGE_ROLES } = Permission;

type Changes = Partial<ChannelSettings> & Pick<CreateGuildChannelInput, 'overwrites'>;

function setUp() {
  const world = new GuildsWorld();
  const { guilds, access, channels, targets, audit, uow, ids, guildId } = world;
  const createGuildChannel = new CreateGuildChannel(guilds, access, channels, targets, audit, uow, ids);
  const create = (actor: AccountActor, { overwrites, ...settings }: Changes = {}) =>
    createGuildChannel.execute(actor, { guildId, settings: { name: 'News', ...settings }, overwrites, reason: 'why' });
  return { world, guildId, create };
}

const deny = (targetId: string, bits: bigint): Overwrite => ({ targetId, kind: 'role', allow: 0n, deny: bits });

describe('CreateGuildChannel', () => {
  it('makes a text channel at the end, tells it and logs it', async () => {
    const { world, guildId, create } = setUp();
    const channel = await create(world.moderator(MANAGE), { topic: '', bitrate: 9_000 });

    expect(channel).toEqual({
      ...{ id: channel.id, guildId, type: 'text', name: 'news', position: 1 },
      ...{ nsfw: false, slowModeSeconds: 0, overwrites: [] },
    });
    expect(world.storedChannel(channel.id)).toEqual(channel);
    expect(world.uow.events).toEqual([{ type: 'guild_channel.created', guildId, channel }]);
    expect(world.uow.invalidatedKeys).toEqual([`guild:${guildId}`]);
    expect(world.audit.records).toEqual([
      expect.objectContaining({ actionType: AuditAction.channelCreate, targetId: channel.id, reason: 'why' }),
    ]);
  });

  it('keeps what fits the type', async () => {
    const { world, create } = setUp();
    const all = { topic: 'topic', nsfw: true, slowModeSeconds: 5, bitrate: 9_000, userLimit: 3, position: 9 };

    expect(await create(world.owner, { ...all, type: 'voice' })).toMatchObject({
      ...{ name: 'News', nsfw: true, slowModeSeconds: 5, bitrate: 9_000, userLimit: 3, position: 9 },
    });
    expect(await create(world.owner, { ...all, type: 'voice' })).not.toHaveProperty('topic');
    expect(await create(world.owner, { ...all, type: 'category' })).toMatchObject({ nsfw: false, slowModeSeconds: 0 });
    expect(await create(world.owner, { ...all, autoArchiveMinutes: 60 })).toMatchObject({
      ...{ topic: 'topic', autoArchiveMinutes: 60 },
    });
  });

  it('takes over the overwrites of its category, whoever makes it', async () => {
    const { world, guildId, create } = setUp();
    const overwrites = [deny(guildId, MANAGE_ROLES | SEND)];
    const box = world.channel({ type: 'category', overwrites });

    expect((await create(world.moderator(MANAGE), { parentId: box.id })).overwrites).toEqual(overwrites);
    expect((await create(world.moderator(MANAGE), { parentId: box.id, overwrites: [] })).overwrites).toEqual([]);
  });

  it('is refused where the actor may not manage or look', async () => {
    const { world, guildId, create } = setUp();
    const hidden = world.channel({ type: 'category', overwrites: [deny(guildId, VIEW)] });
    const unmanaged = world.channel({ type: 'category', overwrites: [deny(guildId, MANAGE)] });
    const manager = world.newMember();
    world.reader.addRole(guildId, { id: guildId, permissions: VIEW | MANAGE, position: 0 });

    await expect(create(world.person())).rejects.toMatchObject({ code: 'unknown_guild' });
    await expect(create(manager, { parentId: hidden.id })).rejects.toMatchObject({ code: 'missing_access' });
    await expect(create(manager, { parentId: unmanaged.id })).rejects.toMatchObject({ code: 'missing_permissions' });
  });

  it('gives and takes by overwrites only what the actor has', async () => {
    const { world, guildId, create } = setUp();
    const manager = world.moderator(MANAGE | MANAGE_ROLES);

    expect((await create(manager, { overwrites: [deny(guildId, SEND)] })).overwrites).toEqual([deny(guildId, SEND)]);
    for (const bits of [Permission.banMembers, MANAGE_ROLES]) {
      await expect(create(manager, { overwrites: [deny(guildId, bits)] })).rejects.toMatchObject({
        code: 'missing_permissions',
      });
    }
    expect((await create(world.owner, { overwrites: [deny(guildId, MANAGE_ROLES)] })).overwrites).toHaveLength(1);
  });

  it('tells roles from members, and refuses what is neither', async () => {
    const { world, guildId, create } = setUp();
    const stranger = world.person().userId;
    const bits = { allow: 0n, deny: SEND };

    expect(
      (await create(world.owner, { overwrites: [guildId, stranger].map((targetId) => ({ targetId, ...bits })) }))
        .overwrites,
    ).toEqual([
      { targetId: guildId, kind: 'role', ...bits },
      { targetId: stranger, kind: 'member', ...bits },
    ]);
    for (const overwrite of [
      { targetId: '77', ...bits },
      { targetId: stranger, kind: 'role' as const, ...bits },
      { targetId: guildId, kind: 'member' as const, ...bits },
    ]) {
      await expect(create(world.owner, { overwrites: [overwrite] })).rejects.toMatchObject({
        code: 'unknown_overwrite',
      });
    }
  });

  it('is bounded in number and needs a name and a place', async () => {
    const { world, create } = setUp();
    await expect(create(world.owner, { name: '!' })).rejects.toMatchObject({ details: { field: 'name' } });
    await expect(create(world.owner, { parentId: world.channelId })).rejects.toMatchObject({
      ...{ kind: 'invalid', details: { field: 'parent_id' } },
    });
    while ((world.storedGuild()?.channels.size ?? 0) < GUILD_CHANNELS_MAX) world.channel();

    await expect(create(world.owner)).rejects.toMatchObject({ code: 'channels_max' });
  });
});

describe('ListGuildChannels', () => {
  it('lists what may be viewed, with the newest message as of now', async () => {
    const { world, guildId } = setUp();
    const list = new ListGuildChannels(world.access, world.channels);
    const hidden = world.channel({ overwrites: [deny(guildId, VIEW)] });
    const open = world.channel({ lastMessageId: '1' });
    world.channels.newest.set(open.id, '5');

    expect(await list.execute(world.member, guildId)).toEqual([
      expect.objectContaining({ id: world.channelId }),
      { ...open, lastMessageId: '5' },
    ]);
    expect(await list.execute(world.owner, guildId)).toHaveLength(3);
    expect(await list.one(world.member, open.id)).toEqual({ ...open, lastMessageId: '5' });
    await expect(list.one(world.member, hidden.id)).rejects.toMatchObject({ code: 'missing_access' });
    await expect(list.execute(world.person(), guildId)).rejects.toMatchObject({ code: 'unknown_guild' });
  });
});
