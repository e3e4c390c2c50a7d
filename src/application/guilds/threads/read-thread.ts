import { Injectable } from '@nestjs/common';
import { guildError, type Member, type Thread, type ThreadMember } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { GuildAccess } from '../guild-access';
import { GuildReader } from '../guild.reader';
import { ThreadReader } from '../thread.reader';

export interface ReadableThread {
  readonly thread: Thread;
  /** The reader's own membership. */
  readonly member?: ThreadMember;
}

export interface ThreadMembersPage {
  readonly members: readonly ThreadMember[];
  /** What they are in the guild, when asked for; whoever left it is missing. */
  readonly guildMembers: ReadonlyMap<Id, Member>;
}

export interface ReadThreadMembersInput {
  readonly threadId: Id;
  readonly after?: Id;
  /** 1 to `THREAD_PAGE_MAX`. */
  readonly limit: number;
  readonly withGuildMembers: boolean;
}

/** One thread and who is in it, for whoever may see it. All: @throws AppError `unknown_channel`, `missing_access` */
@Injectable()
export class ReadThread {
  constructor(
    private readonly access: GuildAccess,
    private readonly guilds: GuildReader,
    private readonly threads: ThreadReader,
  ) {}

  /** With its counters as they are now. */
  async one(actor: AccountActor, threadId: Id): Promise<ReadableThread> {
    await this.requireThread(actor, threadId);
    const thread = await this.guilds.thread(threadId);
    if (!thread) throw guildError('unknown_channel');
    const member = await this.threads.member(threadId, actor.userId);
    return { thread, ...(member && { member }) };
  }

  /** Ascending by user id. */
  async members(actor: AccountActor, input: ReadThreadMembersInput): Promise<ThreadMembersPage> {
    const { threadId, after, limit, withGuildMembers } = input;
    const thread = await this.requireThread(actor, threadId);
    const members = await this.threads.members({ threadId, limit, ...(after !== undefined && { after }) });
    return this.page(thread, members, withGuildMembers);
  }

  /** A page of one. @throws AppError `unknown_member` */
  async member(
    actor: AccountActor,
    { threadId, userId, withGuildMembers }: { threadId: Id; userId: Id; withGuildMembers: boolean },
  ): Promise<ThreadMembersPage> {
    const thread = await this.requireThread(actor, threadId);
    const member = await this.threads.member(threadId, userId);
    if (!member) throw guildError('unknown_member');
    return this.page(thread, [member], withGuildMembers);
  }

  private async page(
    thread: Thread,
    members: readonly ThreadMember[],
    withGuildMembers: boolean,
  ): Promise<ThreadMembersPage> {
    const ids = members.map((member) => member.userId);
    const guildMembers = withGuildMembers ? await this.guilds.members(thread.guildId, ids) : [];
    return { members, guildMembers: new Map(guildMembers.map((member) => [member.userId, member])) };
  }

  private async requireThread(actor: AccountActor, threadId: Id): Promise<Thread> {
    const { thread } = await this.access.requireChannel(actor, threadId);
    if (!thread) throw guildError('unknown_channel');
    return thread;
  }
}
