import { MembersWorld } from '../../../../test/fakes/members-world';
import { AuditAction, DEFAULT_PERMISSIONS, Permission, ROLES_MAX } from '../../../domain/guilds';
import { CreateRole } from './create-role';
import { DeleteRole } from './delete-role';
import { MoveRoles } from './move-roles';
import type { RoleSettings } from './role-settings';
import { UpdateRole } from './update-role';

const PICTURE = 'data:image/png;base64,AAAA';

function setUp() {
  const world = new MembersWorld();
  const { guilds, access, roles, images, audit, uow, ids, guildId } = world;
  return {
    world,
    guildId,
    createRole: new CreateRole(guilds, access, roles, images, audit, uow, ids),
    updateRole: new UpdateRole(guilds, access, roles, images, audit, uow),
    moveRoles: new MoveRoles(guilds, roles, audit, uow),
    deleteRole: new DeleteRole(guilds, world.roleRemoval, audit),
  };
}

const refused = (code: string): unknown => expect.objectContaining({ code });

describe('CreateRole', () => {
  it('makes a plain role with the permissions of @everyone, below all others', async () => {
    const { world, guildId, createRole } = setUp();
    const role = await createRole.execute(world.owner, { guildId, settings: {}, reason: 'more' });

    expect(role).toEqual({
      ...{ id: role.id, guildId, name: 'new role', color: 0, hoist: false, mentionable: false, position: 1 },
      ...{ managed: false, permissions: DEFAULT_PERMISSIONS },
    });
    expect(world.rolesOf().get(role.id)).toEqual(role);
    expect(world.uow.events).toEqual([{ type: 'role.created', guildId, role }]);
    expect(world.uow.invalidatedKeys).toEqual([`guild:${guildId}`]);
    expect(world.audit.records).toEqual([
      expect.objectContaining({ actionType: AuditAction.roleCreate, targetId: role.id, reason: 'more' }),
    ]);
  });

  it('keeps every setting, the picture by its name', async () => {
    const { world, guildId, createRole } = setUp();
    const settings = { name: 'x', permissions: 2n, color: 1, secondaryColor: 2, tertiaryColor: 3, hoist: true };
    const more = { mentionable: true, unicodeEmoji: '🛡️' };
    const role = await createRole.execute(world.owner, { guildId, settings: { ...settings, ...more, icon: PICTURE } });

    expect(role).toMatchObject({ ...settings, ...more, icon: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(await world.images.open({ kind: 'role_icon', id: role.id }, role.icon)).toBeDefined();
  });

  it('gives nobody a permission the maker has not, and stores no picture for who may not make any', async () => {
    const { world, guildId, createRole } = setUp();
    const moderator = world.moderator(Permission.manageRoles | Permission.kickMembers);
    const create = (permissions: bigint, actor = moderator) =>
      createRole.execute(actor, { guildId, settings: { permissions, icon: PICTURE } });

    await expect(create(Permission.banMembers)).rejects.toEqual(refused('missing_permissions'));
    await expect(create(0n, world.member)).rejects.toEqual(refused('missing_permissions'));
    await expect(create(0n, world.person())).rejects.toEqual(refused('unknown_guild'));
    expect(world.images.images.size).toBe(1);
    await expect(create(Permission.kickMembers)).resolves.toMatchObject({ permissions: Permission.kickMembers });
  });

  it('stops at the named maximum', async () => {
    const { world, guildId, createRole } = setUp();
    while (world.rolesOf().size < ROLES_MAX - 1) world.role();
    await createRole.execute(world.owner, { guildId, settings: {} });

    await expect(createRole.execute(world.owner, { guildId, settings: {} })).rejects.toEqual(refused('roles_max'));
  });

  it.each<[string, RoleSettings]>([
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: '\u0000' }],
    ['color', { color: 0x1000000 }],
    ['color', { color: 0.5 }],
    ['colors.secondary_color', { secondaryColor: -1 }],
    ['colors.tertiary_color', { tertiaryColor: Number.NaN }],
    ['unicode_emoji', { unicodeEmoji: 'x'.repeat(33) }],
    ['icon', { icon: 'no picture' }],
  ])('refuses a wrong %s', async (field, settings) => {
    const { world, guildId, createRole } = setUp();

    await expect(createRole.execute(world.owner, { guildId, settings })).rejects.toMatchObject({ details: { field } });
    expect(world.rolesOf().size).toBe(1);
  });
});

describe('UpdateRole', () => {
  it('changes what is given, clears what is null, and says what changed', async () => {
    const { world, guildId, updateRole } = setUp();
    const role = world.role({ name: 'old', color: 5, secondaryColor: 6, icon: 'picture', hoist: true });
    const settings = { name: 'new', secondaryColor: null, icon: null };
    const changed = await updateRole.execute(world.owner, { guildId, roleId: role.id, settings });

    expect(changed).toMatchObject({ name: 'new', color: 5, hoist: true });
    expect(changed).not.toHaveProperty('icon');
    expect(changed).not.toHaveProperty('secondaryColor');
    expect(world.eventTypes).toEqual(['role.updated']);
    expect(world.audit.records[0]?.changes).toEqual([
      { key: 'name', oldValue: 'old', newValue: 'new' },
      { key: 'icon_hash', oldValue: 'picture' },
    ]);
  });

  it('needs a role below the own highest, and grants no permission one has not', async () => {
    const { world, guildId, updateRole } = setUp();
    const moderator = world.moderator(Permission.manageRoles | Permission.kickMembers);
    const low = world.role({ permissions: Permission.banMembers });
    const high = world.role({ position: 6 });
    const update = (roleId: string, permissions: bigint) =>
      updateRole.execute(moderator, { guildId, roleId, settings: { permissions } });

    await expect(update(high.id, 0n)).rejects.toEqual(refused('missing_permissions'));
    await expect(update('77', 0n)).rejects.toEqual(refused('unknown_role'));
    await expect(update(low.id, Permission.administrator)).rejects.toEqual(refused('missing_permissions'));
    const kept = await update(low.id, Permission.banMembers | Permission.kickMembers);
    expect(kept.permissions).toBe(Permission.banMembers | Permission.kickMembers);
  });

  it('changes what @everyone may do, never its name', async () => {
    const { world, guildId, updateRole } = setUp();
    const settings = { name: 'x', permissions: 0n };
    const changed = await updateRole.execute(world.owner, { guildId, roleId: guildId, settings });

    expect(changed).toMatchObject({ name: '@everyone', permissions: 0n, position: 0 });
  });
});

describe('MoveRoles', () => {
  it('moves roles, leaves the others, and never @everyone', async () => {
    const { world, guildId, moveRoles } = setUp();
    const [a, b, c] = [world.role(), world.role({ position: 2 }), world.role({ position: 3 })];
    const positions = [{ roleId: a.id, position: 3 }, { roleId: c.id, position: 0 }, { roleId: b.id }];
    const moved = await moveRoles.execute(world.owner, {
      guildId,
      positions: [...positions, { roleId: guildId, position: 9 }],
    });

    expect(moved.map(({ id, position }) => [id, position])).toEqual([
      [guildId, 0],
      [c.id, 1],
      [b.id, 2],
      [a.id, 3],
    ]);
    expect(world.eventTypes).toEqual(['role.updated', 'role.updated']);
    expect(world.audit.records).toHaveLength(2);
  });

  it('keeps the order from the own highest role upwards', async () => {
    const { world, guildId, moveRoles } = setUp();
    const [low, high] = [world.role(), world.role({ position: 9 })];
    const moderator = world.moderator(Permission.manageRoles);
    const move = (roleId: string, position: number) =>
      moveRoles.execute(moderator, { guildId, positions: [{ roleId, position }] });

    await expect(move(low.id, 6)).rejects.toEqual(refused('missing_permissions'));
    await expect(move(high.id, 1)).rejects.toEqual(refused('missing_permissions'));
    await expect(move('77', 1)).rejects.toEqual(refused('unknown_role'));
    await expect(move(low.id, 4)).resolves.toBeDefined();
    // Libraries number all roles anew; the order is what counts.
    const all = [guildId, low.id, moderatorRole(world), high.id].map((roleId, position) => ({ roleId, position }));
    await expect(moveRoles.execute(moderator, { guildId, positions: all })).resolves.toBeDefined();
    const tooMany = Array.from({ length: ROLES_MAX + 1 }, () => ({ roleId: low.id, position: 1 }));
    await expect(moveRoles.execute(moderator, { guildId, positions: tooMany })).rejects.toEqual(refused('invalid'));
  });
});

const moderatorRole = (world: MembersWorld): string =>
  [...world.rolesOf().values()].find(({ position }) => position === 5)?.id ?? '';

describe('DeleteRole', () => {
  it('takes it from members, channels and emojis, whose caches forget it', async () => {
    const { world, guildId, deleteRole } = setUp();
    const role = world.role();
    const holder = world.newMember({ roleIds: [role.id] });
    const overwrite = { targetId: role.id, kind: 'role', allow: 0n, deny: 0n } as const;
    world.reader.addChannel(guildId, { id: world.channelId, overwrites: [overwrite] });
    await deleteRole.execute(world.owner, { guildId, roleId: role.id });

    expect(world.rolesOf().has(role.id)).toBe(false);
    expect(world.stored(holder.userId)?.roleIds).toEqual([]);
    expect(world.reader.guilds.get(guildId)?.channels.get(world.channelId)?.overwrites).toEqual([]);
    expect(world.uow.events).toEqual([{ type: 'role.deleted', guildId, roleId: role.id }]);
    expect(world.uow.invalidatedKeys).toEqual([`guild:${guildId}`, `member:${guildId}:${holder.userId}`]);
  });

  it('leaves @everyone and the roles of bots', async () => {
    const { world, guildId, deleteRole } = setUp();
    const { id } = world.role({ managed: true });

    await expect(deleteRole.execute(world.owner, { guildId, roleId: id })).rejects.toEqual(refused('invalid_role'));
    await expect(deleteRole.execute(world.owner, { guildId, roleId: guildId })).rejects.toEqual(
      refused('invalid_role'),
    );
    await expect(deleteRole.execute(world.owner, { guildId, roleId: '77' })).rejects.toEqual(refused('unknown_role'));
  });
});
