import { RecordedSession } from '../../../test/fakes/gateway-feed';
import { GuildsWorld } from '../../../test/fakes/guilds-world';
import { ManualTimers } from '../../../test/fakes/timers';
import { AuditAction, Permission } from '../../domain/guilds';
import { Presences } from '../realtime';
import { DeleteGuild } from './delete-guild';
import { GuildCounts } from './guild-counts';
import { LeaveGuild } from './leave-guild';
import { ListOwnGuilds } from './list-own-guilds';
import { UpdateGuild } from './update-guild';

const PICTURE = 'data:image/png;base64,AAAA';

interface Scene {
  readonly world: GuildsWorld;
  readonly guildId: string;
  readonly updateGuild: UpdateGuild;
  readonly deleteGuild: DeleteGuild;
  readonly leaveGuild: LeaveGuild;
}

function setUp(): Scene {
  const world = new GuildsWorld();
  const { guilds, access, guildRepository, users, images, audit, uow, clock, membership, guildId } = world;
  return {
    ...{ world, guildId },
    updateGuild: new UpdateGuild(guilds, access, guildRepository, users, images, audit, uow),
    deleteGuild: new DeleteGuild(guilds, guildRepository, images, uow, clock),
    leaveGuild: new LeaveGuild(guilds, membership),
  };
}

describe('UpdateGuild', () => {
  it('changes what is named, tells it and logs it', async () => {
    const { world, guildId, updateGuild } = setUp();
    const manager = world.moderator(Permission.manageGuild);
    const settings = { name: ' Hall ', description: 'about', verificationLevel: 2, systemChannelId: world.channelId };
    const { guild } = await updateGuild.execute(manager, { guildId, settings, reason: 'better' });

    expect(guild).toMatchObject({ ...settings, name: 'Hall', afkTimeoutSeconds: 300 });
    expect(world.storedGuild()?.guild).toMatchObject({ name: 'Hall', systemChannelId: world.channelId });
    expect(world.eventTypes).toEqual(['guild.updated']);
    expect(world.uow.invalidatedKeys).toEqual([`guild:${guildId}`]);
    expect(world.audit.records).toEqual([
      expect.objectContaining({ actionType: AuditAction.guildUpdate, reason: 'better', targetId: guildId }),
    ]);
    expect(world.audit.records[0].changes?.map(({ key }) => key).sort()).toEqual([
      ...['description', 'name', 'system_channel_id', 'verification_level'],
    ]);
  });

  it('clears by null, and logs no change where there is none', async () => {
    const { world, guildId, updateGuild } = setUp();
    await updateGuild.execute(world.owner, { guildId, settings: { description: 'about', icon: PICTURE } });
    expect(world.images.images.size).toBe(1);
    const { guild } = await updateGuild.execute(world.owner, { guildId, settings: { description: null, icon: null } });
    await updateGuild.execute(world.owner, { guildId, settings: {} });

    expect([guild.description, guild.icon]).toEqual([undefined, undefined]);
    expect(world.images.images.size).toBe(0);
    expect(world.audit.records).toHaveLength(2);
  });

  it.each([
    ['name', { name: 'x' }],
    ['icon', { icon: 'no picture' }],
    ['system_channel_id', { systemChannelId: '77' }],
    ['afk_channel_id', { afkChannelId: '77' }],
  ])('refuses a wrong %s', async (field, settings) => {
    const { world, guildId, updateGuild } = setUp();

    await expect(updateGuild.execute(world.owner, { guildId, settings })).rejects.toMatchObject({
      ...{ kind: 'invalid', details: { field } },
    });
    expect(world.uow.events).toEqual([]);
  });

  it('is for who manages the guild', async () => {
    const { world, guildId, updateGuild } = setUp();
    const settings = { name: 'mine' };

    await expect(updateGuild.execute(world.member, { guildId, settings })).rejects.toMatchObject({
      code: 'missing_permissions',
    });
    await expect(updateGuild.execute(world.person(), { guildId, settings })).rejects.toMatchObject({
      code: 'unknown_guild',
    });
  });

  it('hands the guild over when its owner says so, to a person who is a member', async () => {
    const { world, guildId, updateGuild } = setUp();
    const robot = world.newMember();
    world.users.add(robot.userId, { kind: 'bot' });
    const gone = world.newMember();
    world.users.add(gone.userId, { isDeleted: true });
    const to = (ownerId: string): Promise<unknown> =>
      updateGuild.execute(world.owner, { guildId, settings: {}, ownerId });

    for (const userId of [robot.userId, gone.userId, world.person().userId, '77']) {
      await expect(to(userId)).rejects.toMatchObject({ kind: 'invalid', details: { field: 'owner_id' } });
    }
    const manager = world.moderator(Permission.administrator);
    await expect(
      updateGuild.execute(manager, { guildId, settings: {}, ownerId: manager.userId }),
    ).rejects.toMatchObject({ code: 'missing_permissions' });
    await to(world.owner.userId);
    await to(world.member.userId);
    expect(world.storedGuild()?.guild.ownerId).toBe(world.member.userId);
    await expect(to(world.owner.userId)).rejects.toMatchObject({ code: 'missing_permissions' });
  });
});

describe('DeleteGuild', () => {
  it('ends the guild with its channels and members', async () => {
    const { world, guildId, deleteGuild } = setUp();
    await deleteGuild.execute(world.owner, guildId);

    expect(world.storedGuild()).toBeUndefined();
    expect(world.uow.events).toEqual([{ type: 'guild.deleted', guildId }]);
    expect(world.uow.invalidatedKeys).toEqual([`guild:${guildId}`]);
    await expect(world.access.requireGuild(world.owner, guildId)).rejects.toMatchObject({ code: 'unknown_guild' });
  });

  it('is for its owner', async () => {
    const { world, guildId, deleteGuild } = setUp();
    const administrator = world.moderator(Permission.administrator);

    await expect(deleteGuild.execute(administrator, guildId)).rejects.toMatchObject({ code: 'missing_permissions' });
    await expect(deleteGuild.execute(world.person(), guildId)).rejects.toMatchObject({ code: 'unknown_guild' });
  });
});

describe('LeaveGuild', () => {
  it('takes a member out', async () => {
    const { world, guildId, leaveGuild } = setUp();
    await leaveGuild.execute(world.member, guildId);

    expect(world.stored(world.member.userId)).toBeUndefined();
    expect(world.uow.events).toEqual([{ type: 'member.left', guildId, userId: world.member.userId }]);
    await expect(leaveGuild.execute(world.member, guildId)).rejects.toMatchObject({ code: 'unknown_guild' });
  });

  it('keeps the owner in', async () => {
    const { world, guildId, leaveGuild } = setUp();

    await expect(leaveGuild.execute(world.owner, guildId)).rejects.toMatchObject({ code: 'owner_cannot_leave' });
  });
});

describe('ListOwnGuilds', () => {
  it('lists page by page, with what one may do in each', async () => {
    const world = new GuildsWorld();
    const person = world.person();
    for (const id of ['5', '20', '100']) {
      world.reader.addGuild(id, world.owner.userId, Permission.viewChannel);
      world.reader.addMember(id, person.userId);
    }
    const listOwnGuilds = new ListOwnGuilds(world.reader, world.access);
    const list = async (query: object): Promise<string[]> =>
      (await listOwnGuilds.execute(person, { limit: 10, ...query })).map(({ guild }) => guild.id);

    expect(await list({})).toEqual(['5', '20', '100']);
    expect(await list({ limit: 2 })).toEqual(['5', '20']);
    expect(await list({ after: '5', limit: 1 })).toEqual(['20']);
    expect(await list({ before: '100', limit: 1 })).toEqual(['20']);
    expect((await listOwnGuilds.execute(person, { limit: 1 }))[0].permissions).toBe(Permission.viewChannel);
    expect(await listOwnGuilds.execute(world.person(), { limit: 10 })).toEqual([]);
  });
});

describe('GuildCounts', () => {
  it('counts members as they are now, and those of them who are here', async () => {
    const world = new GuildsWorld();
    const presences = new Presences(new ManualTimers(), world.clock);
    const counts = new GuildCounts(world.guildRepository, presences);
    const hidden = { sinceMs: null, activities: [], status: 'invisible', isAfk: false } as const;
    presences.begin(new RecordedSession(world.member.userId));
    presences.begin(new RecordedSession(world.person().userId));
    presences.begin(new RecordedSession(world.owner.userId), hidden);

    expect(await counts.of(world.guildId)).toEqual({ members: world.storedGuild()?.guild.memberCount, online: 1 });
    expect(await counts.of('77')).toEqual({ members: 0, online: 0 });
  });
});
