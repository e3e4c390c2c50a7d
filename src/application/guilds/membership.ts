import { Injectable } from '@nestjs/common';
import type { Member, MemberJoined, MemberLeft, Role, ThreadMembersChanged } from '../../domain/guilds';
import type { Id } from '../../shared/ids';
import { UnitOfWork } from '../shared/unit-of-work';
import { guildKey, memberKey, threadKey, threadMemberKey } from './cache-keys';
import type { GuildSnapshot } from './guild-snapshot';
import { MemberRepository } from './member.repository';
import { RoleRemoval } from './role-removal';

/** Coming and going, for use cases that have decided on it and hold the guild's lock. */
@Injectable()
export class Membership {
  constructor(
    private readonly members: MemberRepository,
    private readonly roles: RoleRemoval,
    private readonly uow: UnitOfWork,
  ) {}

  /** False when the user is a member already, and nothing happens. */
  async begin(member: Member): Promise<boolean> {
    const { guildId, userId } = member;
    if (!(await this.members.insert(member))) return false;
    await this.changed(guildId, userId);
    const joined: MemberJoined = { type: 'member.joined', guildId, member };
    this.uow.record(joined);
    return true;
  }

  /** With what a member leaves behind: seats in threads, and a bot's own role. False for whoever is no member. */
  async end({ guild, roles }: Pick<GuildSnapshot, 'guild' | 'roles'>, userId: Id): Promise<boolean> {
    if (!(await this.members.remove(guild.id, userId))) return false;
    await this.leaveThreads(guild.id, userId);
    await this.changed(guild.id, userId);
    const left: MemberLeft = { type: 'member.left', guildId: guild.id, userId };
    this.uow.record(left);
    const own = [...roles.values()].find((role: Role) => role.botId === userId);
    if (own) await this.roles.remove(own);
    return true;
  }

  private async changed(guildId: Id, userId: Id): Promise<void> {
    await this.uow.invalidateAll([guildKey(guildId), memberKey(guildId, userId)]);
  }

  private async leaveThreads(guildId: Id, userId: Id): Promise<void> {
    const threads = await this.members.leaveThreads(guildId, userId);
    await this.uow.invalidateAll(threads.flatMap(({ id }) => [threadKey(id), threadMemberKey(id, userId)]));
    for (const thread of threads) {
      const changed: ThreadMembersChanged = {
        type: 'thread.members_changed',
        guildId,
        thread,
        added: [],
        removedUserIds: [userId],
      };
      this.uow.record(changed);
    }
  }
}
