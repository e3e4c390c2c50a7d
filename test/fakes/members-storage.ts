import { MemberReader, MemberRepository, RoleRepository } from '../../src/application/guilds';
import type { MemberListQuery, MemberSearchQuery } from '../../src/application/guilds';
import { type AuditLogQuery, AuditLogReader } from '../../src/application/guilds/audit/audit-log.reader';
import {
  type AuthoredMessages,
  AuthoredMessagesReader,
  type PurgeQuery,
} from '../../src/application/guilds/bans/authored-messages';
import { type BanListQuery, BanRepository, type NewBan } from '../../src/application/guilds/bans/ban.repository';
import { EmojiRepository } from '../../src/application/guilds/emojis/emoji.repository';
import { InviteCodes } from '../../src/application/guilds/invites/invite-codes';
import { InviteRepository } from '../../src/application/guilds/invites/invite.repository';
import type { UserDirectory } from '../../src/application/identity';
import { type AuditLogEntry, type Emoji, type GuildBan, INVITES_MAX, type Invite } from '../../src/domain/guilds';
import type { Member, Role, Thread } from '../../src/domain/guilds';
import { assert } from '../../src/shared/assert';
import { compareIds, firstIdAt, type Id } from '../../src/shared/ids';
import type { FakeAuditLog } from './guilds-platform';
import type { FakeGuildReader } from './guilds-reader';
import type { FakeMessages } from './messaging';
import type { FakeThreads } from './threads';

const byUserId = (a: { readonly userId: Id }, b: { readonly userId: Id }): number => compareIds(a.userId, b.userId);

export class FakeMemberRepository extends MemberRepository {
  constructor(
    private readonly guilds: FakeGuildReader,
    private readonly threads: FakeThreads,
  ) {
    super();
  }

  async insert(member: Member): Promise<boolean> {
    if (this.find(member)) return false;
    this.guilds.memberships.push(member);
    this.count(member.guildId, 1);
    return true;
  }

  async update(member: Member): Promise<void> {
    const stored = this.find(member);
    assert(stored, 'a member is there before it is changed');
    const { joinedAtMs } = stored;
    this.guilds.memberships.splice(this.guilds.memberships.indexOf(stored), 1, { ...member, joinedAtMs });
  }

  async remove(guildId: Id, userId: Id): Promise<boolean> {
    const stored = this.find({ guildId, userId });
    if (!stored) return false;
    this.guilds.memberships.splice(this.guilds.memberships.indexOf(stored), 1);
    this.count(guildId, -1);
    return true;
  }

  async leaveThreads(guildId: Id, userId: Id): Promise<readonly Thread[]> {
    const left = this.threads
      .all()
      .filter((one) => one.guildId === guildId)
      .filter(({ id }) => this.threads.membersOf(id).some((member) => member.userId === userId));
    for (const { id } of left) this.threads.leave(id, userId);
    return left.flatMap(({ id }) => this.guilds.threads.get(id) ?? []);
  }

  async takeRole(guildId: Id, roleId: Id): Promise<readonly Id[]> {
    const had = this.guilds.memberships.filter((one) => one.guildId === guildId && one.roleIds.includes(roleId));
    for (const member of had) await this.update({ ...member, roleIds: member.roleIds.filter((id) => id !== roleId) });
    return had.map(({ userId }) => userId);
  }

  private find({ guildId, userId }: Pick<Member, 'guildId' | 'userId'>): Member | undefined {
    return this.guilds.memberships.find((one) => one.guildId === guildId && one.userId === userId);
  }

  private count(guildId: Id, change: number): void {
    const found = this.guilds.guilds.get(guildId);
    assert(found, 'members are of a guild that is there');
    const guild = { ...found.guild, memberCount: found.guild.memberCount + change };
    this.guilds.guilds.set(guildId, { ...found, guild });
  }
}

export class FakeRoleRepository extends RoleRepository {
  constructor(private readonly guilds: FakeGuildReader) {
    super();
  }

  async insert(role: Role): Promise<void> {
    this.guilds.addRole(role.guildId, role);
  }

  async update(role: Role): Promise<void> {
    this.guilds.guilds.get(role.guildId)?.roles.set(role.id, role);
  }

  async remove({ id, guildId }: Pick<Role, 'id' | 'guildId'>): Promise<void> {
    const guild = this.guilds.guilds.get(guildId);
    guild?.roles.delete(id);
    for (const channel of guild?.channels.values() ?? []) {
      const overwrites = channel.overwrites.filter((one) => one.targetId !== id);
      guild?.channels.set(channel.id, { ...channel, overwrites });
    }
    for (const emoji of guild?.emojis.values() ?? []) {
      guild?.emojis.set(emoji.id, { ...emoji, roleIds: emoji.roleIds.filter((roleId) => roleId !== id) });
    }
  }
}

export class FakeMemberReader extends MemberReader {
  constructor(
    private readonly guilds: FakeGuildReader,
    private readonly users: UserDirectory,
  ) {
    super();
  }

  async list(guildId: Id, { limit, after = '0' }: MemberListQuery): Promise<readonly Member[]> {
    return this.of(guildId)
      .filter(({ userId }) => compareIds(userId, after) > 0)
      .slice(0, limit);
  }

  async search(guildId: Id, { prefix, limit }: MemberSearchQuery): Promise<readonly Member[]> {
    const found: Member[] = [];
    for (const member of this.of(guildId)) {
      const user = await this.users.find(member.userId);
      const names = [user?.username, user?.displayName, member.nick];
      if (names.some((name) => name?.toLowerCase().startsWith(prefix.toLowerCase()))) found.push(member);
    }
    return found.slice(0, limit);
  }

  private of(guildId: Id): Member[] {
    return this.guilds.memberships.filter((one) => one.guildId === guildId).sort(byUserId);
  }
}

export class FakeBanRepository extends BanRepository {
  private readonly bans: GuildBan[] = [];

  async insert({ guildId, userId, reason }: NewBan): Promise<boolean> {
    if (await this.find(guildId, userId)) return false;
    this.bans.push({ guildId, userId, ...(reason !== undefined && { reason }) });
    return true;
  }

  async remove(guildId: Id, userId: Id): Promise<GuildBan | undefined> {
    const ban = await this.find(guildId, userId);
    if (ban) this.bans.splice(this.bans.indexOf(ban), 1);
    return ban;
  }

  async find(guildId: Id, userId: Id): Promise<GuildBan | undefined> {
    return this.bans.find((one) => one.guildId === guildId && one.userId === userId);
  }

  async list(guildId: Id, { limit, before, after = '0' }: BanListQuery): Promise<readonly GuildBan[]> {
    const all = this.bans.filter((one) => one.guildId === guildId).sort(byUserId);
    if (before !== undefined) return all.filter(({ userId }) => compareIds(userId, before) < 0).slice(-limit);
    return all.filter(({ userId }) => compareIds(userId, after) > 0).slice(0, limit);
  }
}

export class FakeInviteRepository extends InviteRepository {
  private readonly invites = new Map<string, Invite>();

  async insert(invite: Invite): Promise<void> {
    this.invites.set(invite.code, invite);
  }

  async addUse(code: string): Promise<void> {
    const invite = this.invites.get(code);
    if (invite) this.invites.set(code, { ...invite, uses: invite.uses + 1 });
  }

  async remove(code: string): Promise<boolean> {
    return this.invites.delete(code);
  }

  async find(code: string): Promise<Invite | undefined> {
    return this.invites.get(code);
  }

  async list(guildId: Id, channelId?: Id): Promise<readonly Invite[]> {
    return [...this.invites.values()]
      .filter((one) => one.guildId === guildId && (channelId === undefined || one.channelId === channelId))
      .sort((a, b) => a.createdAtMs - b.createdAtMs || (a.code < b.code ? -1 : 1))
      .slice(0, INVITES_MAX);
  }

  async removeExpired(guildId: Id, nowMs: number): Promise<number> {
    const old = [...this.invites.values()].filter(
      (one) => one.guildId === guildId && one.expiresAtMs !== undefined && one.expiresAtMs <= nowMs,
    );
    for (const { code } of old) this.invites.delete(code);
    return old.length;
  }
}

/** `code1`, `code2` ... */
export class CountingInviteCodes extends InviteCodes {
  private count = 0;

  next(): string {
    this.count += 1;
    return `code${this.count}`;
  }
}

export class FakeEmojiRepository extends EmojiRepository {
  constructor(private readonly guilds: FakeGuildReader) {
    super();
  }

  async insert(emoji: Emoji): Promise<void> {
    this.guilds.guilds.get(emoji.guildId)?.emojis.set(emoji.id, emoji);
  }

  async update(emoji: Emoji): Promise<void> {
    await this.insert(emoji);
  }

  async remove(emojiId: Id): Promise<void> {
    for (const { emojis } of this.guilds.guilds.values()) emojis.delete(emojiId);
  }
}

export class FakeAuthoredMessagesReader extends AuthoredMessagesReader {
  constructor(
    private readonly guilds: FakeGuildReader,
    private readonly messages: FakeMessages,
  ) {
    super();
  }

  async find({ guildId, authorIds, sinceMs, limit }: PurgeQuery): Promise<readonly AuthoredMessages[]> {
    const threads = [...this.guilds.threads.values()].filter((one) => one.guildId === guildId);
    const channelIds = [...(this.guilds.guilds.get(guildId)?.channels.keys() ?? []), ...threads.map(({ id }) => id)];
    let left = limit;
    return channelIds.flatMap((channelId) => {
      const messageIds = (this.messages.of(channelId) ?? [])
        .filter(
          ({ id, author }) => author && authorIds.includes(author.userId) && compareIds(id, firstIdAt(sinceMs)) >= 0,
        )
        .map(({ id }) => id)
        .slice(0, left);
      left -= messageIds.length;
      return messageIds.length > 0 ? [{ channelId, messageIds }] : [];
    });
  }
}

/** What {@link FakeAuditLog} was told, with ids in that order. */
export class FakeAuditLogReader extends AuditLogReader {
  constructor(private readonly audit: FakeAuditLog) {
    super();
  }

  async list(guildId: Id, query: AuditLogQuery): Promise<readonly AuditLogEntry[]> {
    const { userId, targetId, actionType, before, after, limit } = query;
    const fitting = this.audit.records
      .map((record, index) => ({ ...record, id: String(index + 1) }))
      .filter((one) => one.guildId === guildId)
      .filter((one) => userId === undefined || one.userId === userId)
      .filter((one) => targetId === undefined || one.targetId === targetId)
      .filter((one) => actionType === undefined || one.actionType === actionType)
      .filter((one) => before === undefined || compareIds(one.id, before) < 0)
      .filter((one) => after === undefined || compareIds(one.id, after) > 0);
    return (after === undefined ? fitting.reverse() : fitting).slice(0, limit);
  }
}
