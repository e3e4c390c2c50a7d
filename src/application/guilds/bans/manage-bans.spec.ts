import { aMessage } from '../../../../test/builders/messages';
import { MembersWorld } from '../../../../test/fakes/members-world';
import { AuditAction, Permission } from '../../../domain/guilds';
import { BanMember } from './ban-member';
import { BANS_PAGE_MAX } from './ban.repository';
import { BULK_BAN_MAX, BulkBan } from './bulk-ban';
import { LiftBan } from './lift-ban';
import { PURGE_EVENT_MESSAGES_MAX, PURGE_SECONDS_MAX } from './message-purge';
import { ReadBans } from './read-bans';

function setUp() {
  const world = new MembersWorld();
  const { guilds, users, banishment, purge, bans, audit, uow, access, guildId } = world;
  return {
    world,
    guildId,
    banMember: new BanMember(guilds, users, banishment, purge),
    bulkBan: new BulkBan(guilds, users, banishment, purge),
    liftBan: new LiftBan(guilds, bans, audit, uow),
    readBans: new ReadBans(access, bans),
  };
}

const refused = (code: string): unknown => expect.objectContaining({ code });

/** Says something `count` times, now. */
function say(world: MembersWorld, userId: string, count: number): void {
  for (let number = 0; number < count; number += 1) {
    const seq = (world.messages.headSeq(world.channelId) ?? 0) + 1;
    world.messages.put(aMessage(seq, { id: world.ids.next(), channelId: world.channelId, author: { userId } }));
  }
}

describe('BanMember', () => {
  it('ends the membership and keeps the user out, once', async () => {
    const { world, guildId, banMember } = setUp();
    const { userId } = world.member;
    await banMember.execute(world.owner, { guildId, userId, reason: 'spam' });
    await banMember.execute(world.owner, { guildId, userId, reason: 'again' });

    expect(world.stored(userId)).toBeUndefined();
    expect(await world.bans.find(guildId, userId)).toEqual({ guildId, userId, reason: 'spam' });
    expect(world.uow.events).toEqual([
      { type: 'member.left', guildId, userId },
      { type: 'ban.added', guildId, ban: { guildId, userId, reason: 'spam' } },
    ]);
    expect(world.audit.records.map(({ actionType }) => actionType)).toEqual([AuditAction.memberBanAdd]);
  });

  it('deletes what the user said in the last seconds, in events of bounded size', async () => {
    const { world, guildId, banMember } = setUp();
    const { userId } = world.member;
    say(world, userId, 1);
    world.clock.advance(60_000);
    say(world, userId, PURGE_EVENT_MESSAGES_MAX + 1);
    say(world, world.owner.userId, 1);
    await banMember.execute(world.owner, { guildId, userId, deleteMessageSeconds: 30 });

    expect(world.messages.of(world.channelId)).toHaveLength(2);
    expect(world.eventTypes.filter((type) => type === 'messages.bulk_deleted')).toHaveLength(2);
  });

  it('reaches people who are no members, but nobody above the moderator', async () => {
    const { world, guildId, banMember } = setUp();
    const moderator = world.moderator(Permission.banMembers);
    const equal = world.newMember({ roleIds: world.stored(moderator.userId)?.roleIds });
    const ban = (userId: string, actor = moderator) => banMember.execute(actor, { guildId, userId });

    const stranger = world.person();
    await ban(stranger.userId);
    expect(world.eventTypes).toEqual(['ban.added']);
    for (const { userId } of [world.owner, equal, moderator]) {
      await expect(ban(userId)).rejects.toEqual(refused('missing_permissions'));
    }
    await expect(ban('77')).rejects.toEqual(refused('unknown_user'));
    await expect(ban(stranger.userId, world.member)).rejects.toEqual(refused('missing_permissions'));
  });

  it.each([-1, 0.5, PURGE_SECONDS_MAX + 1])(
    'refuses to delete messages of %s seconds',
    async (deleteMessageSeconds) => {
      const { world, guildId, banMember } = setUp();
      const input = { guildId, userId: world.member.userId, deleteMessageSeconds };

      await expect(banMember.execute(world.owner, input)).rejects.toEqual(refused('invalid'));
    },
  );
});

describe('BulkBan', () => {
  it('bans all that can be banned and names the others', async () => {
    const { world, guildId, bulkBan } = setUp();
    const { userId } = world.member;
    const stranger = world.person().userId;
    say(world, userId, 1);
    const userIds = [userId, stranger, userId, world.owner.userId, '77'];
    const result = await bulkBan.execute(world.owner, { guildId, userIds, deleteMessageSeconds: 60 });

    expect(result).toEqual({ bannedIds: [userId, stranger], failedIds: [world.owner.userId, '77'] });
    expect(world.messages.of(world.channelId)).toEqual([]);
  });

  it('needs two permissions, somebody to ban, and not too many', async () => {
    const { world, guildId, bulkBan } = setUp();
    const moderator = world.moderator(Permission.banMembers);
    const ban = (userIds: readonly string[], actor = world.owner) => bulkBan.execute(actor, { guildId, userIds });

    await expect(ban([world.member.userId], moderator)).rejects.toEqual(refused('missing_permissions'));
    await expect(ban([world.owner.userId])).rejects.toEqual(refused('bulk_ban_failed'));
    await expect(ban([])).rejects.toEqual(refused('invalid'));
    const many = Array.from({ length: BULK_BAN_MAX + 1 }, (_, index) => String(index + 1));
    await expect(ban(many)).rejects.toEqual(refused('invalid'));
  });
});

describe('LiftBan and ReadBans', () => {
  it('show and lift bans to those who may ban', async () => {
    const { world, guildId, banMember, liftBan, readBans } = setUp();
    const { userId } = world.member;
    await banMember.execute(world.owner, { guildId, userId });

    expect(await readBans.list(world.owner, guildId, { limit: 1 })).toEqual([{ guildId, userId }]);
    expect(await readBans.one(world.owner, guildId, userId)).toEqual({ guildId, userId });
    await liftBan.execute(world.owner, { guildId, userId, reason: 'sorry' });
    expect(world.uow.events.at(-1)).toEqual({ type: 'ban.removed', guildId, ban: { guildId, userId } });
    expect(world.audit.records.at(-1)).toMatchObject({ actionType: AuditAction.memberBanRemove, reason: 'sorry' });
    for (const id of [userId, 'nonsense']) {
      await expect(liftBan.execute(world.owner, { guildId, userId: id })).rejects.toEqual(refused('unknown_ban'));
      await expect(readBans.one(world.owner, guildId, id)).rejects.toEqual(refused('unknown_ban'));
    }
    const other = world.newMember();
    await expect(readBans.list(other, guildId, { limit: 1 })).rejects.toEqual(refused('missing_permissions'));
    await expect(readBans.one(other, guildId, userId)).rejects.toEqual(refused('missing_permissions'));
    for (const limit of [0, BANS_PAGE_MAX + 1]) {
      await expect(readBans.list(world.owner, guildId, { limit })).rejects.toEqual(refused('invalid'));
    }
  });
});
