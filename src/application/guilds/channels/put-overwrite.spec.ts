import { GuildsWorld } from '../../../../test/fakes/guilds-world';
import { AuditAction, type Overwrite, OVERWRITES_MAX, Permission } from '../../../domain/guilds';
import { PutOverwrite } from './put-overwrite';
import { RemoveOverwrite } from './remove-overwrite';

const { sendMessages: SEND, manageRoles: MANAGE_ROLES, banMembers: BAN } = Permission;

function setUp() {
  const world = new GuildsWorld();
  const { lockedChannels, access, channels, targets, audit, uow, guildId, channelId } = world;
  const putOverwrite = new PutOverwrite(lockedChannels, access, channels, targets, audit, uow);
  const removeOverwrite = new RemoveOverwrite(lockedChannels, access, channels, audit, uow);
  return {
    ...{ world, guildId },
    put: (actor: GuildsWorld['owner'], targetId: string, bits: Partial<Overwrite> = {}) =>
      putOverwrite.execute(actor, {
        ...{ channelId, reason: 'why' },
        overwrite: { targetId, allow: 0n, deny: SEND, ...bits },
      }),
    remove: (actor: GuildsWorld['owner'], targetId: string) =>
      removeOverwrite.execute(actor, { channelId, targetId, reason: 'why' }),
    stored: () => world.storedChannel(channelId)?.overwrites ?? [],
  };
}

describe('PutOverwrite', () => {
  it('puts and changes an overwrite, tells it and logs it', async () => {
    const { world, guildId, put, stored } = setUp();
    const manager = world.moderator(MANAGE_ROLES);
    await put(manager, guildId);
    await put(manager, guildId, { allow: SEND });
    await put(manager, world.member.userId, { deny: 0n });

    expect(stored()).toEqual([
      { targetId: guildId, kind: 'role', allow: SEND, deny: 0n },
      { targetId: world.member.userId, kind: 'member', allow: 0n, deny: 0n },
    ]);
    expect(world.eventTypes).toEqual(Array(3).fill('guild_channel.updated'));
    expect(world.uow.events.at(-1)).toMatchObject({ channel: { overwrites: stored() } });
    expect(world.uow.invalidatedKeys).toEqual(Array(3).fill(`guild:${guildId}`));
    expect(world.audit.records.map(({ actionType, options }) => [actionType, options])).toEqual([
      [AuditAction.overwriteCreate, { id: guildId, type: '0', role_name: '@everyone' }],
      [AuditAction.overwriteUpdate, { id: guildId, type: '0', role_name: '@everyone' }],
      [AuditAction.overwriteCreate, { id: world.member.userId, type: '1' }],
    ]);
  });

  it('is for who manages roles there, within what they have', async () => {
    const { world, guildId, put } = setUp();
    const refused = { code: 'missing_permissions' };
    const manager = world.moderator(MANAGE_ROLES);

    await expect(put(world.member, guildId)).rejects.toMatchObject(refused);
    await expect(put(manager, guildId, { allow: BAN })).rejects.toMatchObject(refused);
    await expect(put(manager, guildId, { deny: MANAGE_ROLES })).rejects.toMatchObject(refused);
    await expect(put(world.person(), guildId)).rejects.toMatchObject({ code: 'unknown_channel' });
    await put(world.moderator(Permission.administrator), guildId, { allow: MANAGE_ROLES | BAN });
  });

  it('is refused for what is neither role nor account, and when there are too many', async () => {
    const { world, guildId, put } = setUp();
    await expect(put(world.owner, '77')).rejects.toMatchObject({ code: 'unknown_overwrite' });
    const full = Array.from({ length: OVERWRITES_MAX }, (_, index) => String(index + 1_000));
    await world.channels.replaceOverwrites(
      world.channelId,
      full.map((targetId) => ({ targetId, kind: 'member', allow: 0n, deny: 0n })),
    );

    await expect(put(world.owner, guildId)).rejects.toMatchObject({ kind: 'invalid' });
    world.users.add('1000');
    await put(world.owner, '1000');
  });
});

describe('RemoveOverwrite', () => {
  it('removes an overwrite, tells it and logs it', async () => {
    const { world, guildId, put, remove, stored } = setUp();
    await put(world.owner, guildId);
    await remove(world.moderator(MANAGE_ROLES), guildId);

    expect(stored()).toEqual([]);
    expect(world.uow.events.at(-1)).toMatchObject({ type: 'guild_channel.updated', channel: { overwrites: [] } });
    expect(world.audit.records.at(-1)).toMatchObject({
      ...{ actionType: AuditAction.overwriteDelete, reason: 'why', options: { id: guildId, type: '0' } },
    });
    await expect(remove(world.owner, guildId)).rejects.toMatchObject({ code: 'unknown_overwrite' });
  });

  it('gives back only what the actor has', async () => {
    const { world, guildId, put, remove } = setUp();
    await put(world.owner, guildId, { deny: BAN });

    await expect(remove(world.moderator(MANAGE_ROLES), guildId)).rejects.toMatchObject({
      code: 'missing_permissions',
    });
    await expect(remove(world.member, guildId)).rejects.toMatchObject({ code: 'missing_permissions' });
  });
});
