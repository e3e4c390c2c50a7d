import { Injectable } from '@nestjs/common';
import type { APIUser } from 'discord-api-types/v10';
import { GuildDirectory, GuildReader } from '../../../../application/guilds';
import { UserDirectory } from '../../../../application/identity';
import type { LiveGuild } from '../../../../application/realtime';
import type { Member } from '../../../../domain/guilds';
import type { Id } from '../../../../shared/ids';
import { presentUnknownUser, presentUser } from '../../presenters/user.presenter';

/** Whom an event names, from memory where possible. */
@Injectable()
export class MemberGatherer {
  constructor(
    private readonly users: UserDirectory,
    private readonly directory: GuildDirectory,
    private readonly reader: GuildReader,
  ) {}

  async user(userId: Id): Promise<APIUser> {
    const profile = await this.users.find(userId);
    return profile ? presentUser(profile) : presentUnknownUser(userId);
  }

  async usersOf(userIds: Iterable<Id>): Promise<(userId: Id) => APIUser> {
    const profiles = await this.users.findMany(userIds);
    return (userId) => {
      const profile = profiles.get(userId);
      return profile ? presentUser(profile) : presentUnknownUser(userId);
    };
  }

  /** Those who are members; at most one query. */
  async membersOf(guild: LiveGuild, userIds: readonly Id[]): Promise<ReadonlyMap<Id, Member>> {
    const found = new Map<Id, Member>();
    const missing: Id[] = [];
    for (const userId of new Set(userIds)) {
      const connected = guild.memberOf(userId);
      if (connected) found.set(userId, connected);
      else missing.push(userId);
    }
    for (const member of await this.read(guild.id, missing)) found.set(member.userId, member);
    return found;
  }

  async memberOf(guild: LiveGuild, userId: Id): Promise<Member | undefined> {
    return guild.memberOf(userId) ?? this.directory.member(guild.id, userId);
  }

  private async read(guildId: Id, userIds: readonly Id[]): Promise<readonly Member[]> {
    const [only] = userIds;
    if (only === undefined) return [];
    if (userIds.length > 1) return this.reader.members(guildId, userIds);
    const member = await this.directory.member(guildId, only);
    return member ? [member] : [];
  }
}
