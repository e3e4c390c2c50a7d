import { Injectable } from '@nestjs/common';
import type { APIGuildMember, APIUser } from 'discord-api-types/v10';
import { UserDirectory } from '../../../application/identity';
import type { Member } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { presentMember } from '../presenters/guild.presenter';
import { presentUnknownUser, presentUser } from '../presenters/user.presenter';

/** Shows people and members; who they are is gathered for all of an answer at once. */
@Injectable()
export class People {
  constructor(private readonly users: UserDirectory) {}

  async of(userIds: Iterable<Id>): Promise<(userId: Id) => APIUser> {
    const profiles = await this.users.findMany(userIds);
    return (userId) => {
      const profile = profiles.get(userId);
      return profile ? presentUser(profile) : presentUnknownUser(userId);
    };
  }

  async one(userId: Id): Promise<APIUser> {
    const userOf = await this.of([userId]);
    return userOf(userId);
  }

  async members(members: readonly Member[]): Promise<APIGuildMember[]> {
    const userOf = await this.of(members.map(({ userId }) => userId));
    return members.map((member) => presentMember(member, userOf(member.userId)));
  }

  async member(member: Member): Promise<APIGuildMember> {
    return presentMember(member, await this.one(member.userId));
  }
}
