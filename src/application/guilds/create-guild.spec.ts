import { GuildsWorld } from '../../../test/fakes/guilds-world';
import { DEFAULT_PERMISSIONS, type Guild, GUILDS_MAX, Permission, ROLES_MAX } from '../../domain/guilds';
import { CreateGuild, type CreateGuildInput } from './create-guild';

const PICTURE = 'data:image/png;base64,AAAA';

function setUp(): { world: GuildsWorld; createGuild: CreateGuild } {
  const world = new GuildsWorld();
  const { guildRepository, roles, channels, membership, images, uow, ids, clock } = world;
  return {
    world,
    createGuild: new CreateGuild(guildRepository, roles, channels, membership, images, uow, ids, clock),
  };
}

const plan = (changes: Partial<CreateGuildInput> = {}): CreateGuildInput => ({
  settings: { name: 'guild' },
  ...changes,
});

describe('CreateGuild', () => {
  it('makes a guild with @everyone, its founder and a channel each to write and to speak in', async () => {
    const { world, createGuild } = setUp();
    const founder = world.person();
    const { guild, roles, channels } = await createGuild.execute(founder, plan());

    const byName = new Map([...channels.values()].map((channel) => [channel.name, channel]));
    const expected: Partial<Guild> = { name: 'guild', ownerId: founder.userId, memberCount: 1 };
    expect(guild).toMatchObject({ ...expected, systemChannelId: byName.get('general')?.id });
    expect([...roles.values()]).toEqual([
      expect.objectContaining({ id: guild.id, name: '@everyone', position: 0, permissions: DEFAULT_PERMISSIONS }),
    ]);
    expect([...byName.keys()]).toEqual(['Text Channels', 'Voice Channels', 'general', 'General']);
    expect(byName.get('general')).toMatchObject({ type: 'text', parentId: byName.get('Text Channels')?.id });
    expect(byName.get('General')).toMatchObject({ type: 'voice', parentId: byName.get('Voice Channels')?.id });
    expect(world.storedGuild(guild.id)).toMatchObject({ guild: { memberCount: 1 }, channels });
    expect(world.uow.events).toEqual([
      expect.objectContaining({ type: 'member.joined', member: expect.objectContaining({ userId: founder.userId }) }),
    ]);
    expect(world.uow.invalidatedKeys).toContain(`guild:${guild.id}`);
  });

  it('gives ids to what the plan names by references', async () => {
    const { world, createGuild } = setUp();
    const { viewChannel: VIEW, manageMessages: MANAGE } = Permission;
    const { guild, roles, channels } = await createGuild.execute(
      world.person(),
      plan({
        settings: { name: 'guild', icon: PICTURE },
        roles: [
          { reference: 'all', settings: { permissions: VIEW, name: 'ignored' } },
          { reference: 'staff', settings: { name: 'staff', permissions: MANAGE } },
          { settings: {} },
        ],
        channels: [
          { reference: 'box', settings: { name: 'Box', type: 'category' } },
          {
            ...{ reference: 'desk', parent: 'box', settings: { name: 'Desk', topic: 'work' } },
            overwrites: [
              { target: 'all', allow: 0n, deny: VIEW },
              { target: 'staff', allow: VIEW, deny: 0n },
            ],
          },
        ],
        systemChannel: 'desk',
      }),
    );

    const [everyone, staff, plain] = [...roles.values()];
    const [box, desk] = [...channels.values()];
    expect(everyone).toMatchObject({ id: guild.id, name: '@everyone', permissions: VIEW });
    expect(staff).toMatchObject({ name: 'staff', permissions: MANAGE, position: 1 });
    expect(plain).toMatchObject({ name: 'new role', position: 2 });
    expect(desk).toMatchObject({ name: 'desk', parentId: box.id, topic: 'work' });
    expect(desk.overwrites).toEqual([
      { targetId: guild.id, kind: 'role', allow: 0n, deny: VIEW },
      { targetId: staff.id, kind: 'role', allow: VIEW, deny: 0n },
    ]);
    expect(guild).toMatchObject({ systemChannelId: desk.id, icon: expect.any(String) });
  });

  it.each<[string, Partial<CreateGuildInput>]>([
    ['name', { settings: { name: ' x' } }],
    ['icon', { settings: { name: 'guild', icon: 'no picture' } }],
    ['channels.0.name', { channels: [{ settings: { name: '!' } }] }],
    ['channels.0.parent_id', { channels: [{ parent: 'nowhere', settings: { name: 'x' } }] }],
    ['channels', { channels: [{ reference: 'x', parent: 'x', settings: { name: 'x' } }] }],
    [
      'channels.0.permission_overwrites.0.id',
      { channels: [{ settings: { name: 'x' }, overwrites: [{ target: 'nobody', allow: 0n, deny: 0n }] }] },
    ],
    ['afk_channel_id', { channels: [{ reference: 'x', settings: { name: 'x' } }], afkChannel: 'x' }],
  ])('refuses a wrong %s and stores nothing', async (field, wrong) => {
    const { world, createGuild } = setUp();

    await expect(createGuild.execute(world.person(), plan(wrong))).rejects.toMatchObject({
      ...{ kind: 'invalid', details: { field } },
    });
    expect(world.reader.guilds.size).toBe(1);
  });

  it('bounds roles and guilds', async () => {
    const { world, createGuild } = setUp();
    const founder = world.person();
    const roles = Array.from({ length: ROLES_MAX + 1 }, () => ({ settings: {} }));
    await expect(createGuild.execute(founder, plan({ roles }))).rejects.toMatchObject({ code: 'roles_max' });
    for (let count = 0; count < GUILDS_MAX; count += 1) world.reader.addMember(String(1_000 + count), founder.userId);

    await expect(createGuild.execute(founder, plan())).rejects.toMatchObject({ code: 'guilds_max' });
  });
});
