import { Injectable } from '@nestjs/common';
import type { APIThreadChannel, APIThreadList, APIThreadMember } from 'discord-api-types/v10';
import type { ListedThreads } from '../../../application/guilds/threads/list-threads';
import type { ReadableThread, ThreadMembersPage } from '../../../application/guilds/threads/read-thread';
import { UserDirectory } from '../../../application/identity';
import { presentThread, presentThreadMember } from '../presenters/channel.presenter';
import { presentMember } from '../presenters/guild.presenter';
import { presentUnknownUser, presentUser } from '../presenters/user.presenter';

@Injectable()
export class ThreadPresentation {
  constructor(private readonly users: UserDirectory) {}

  one({ thread, member }: ReadableThread): APIThreadChannel {
    return presentThread(thread, member);
  }

  list({ threads, members }: ListedThreads): APIThreadList {
    return {
      threads: threads.map((thread) => presentThread(thread)),
      members: [...members.values()].map(presentThreadMember),
    };
  }

  /** Each with what it is in the guild, as far as that was asked for. */
  async members({ members, guildMembers }: ThreadMembersPage): Promise<APIThreadMember[]> {
    const users = await this.users.findMany(guildMembers.keys());
    return members.map((member) => {
      const guildMember = guildMembers.get(member.userId);
      if (!guildMember) return presentThreadMember(member);
      const profile = users.get(member.userId);
      const user = profile ? presentUser(profile) : presentUnknownUser(member.userId);
      return { ...presentThreadMember(member), member: presentMember(guildMember, user) };
    });
  }
}
