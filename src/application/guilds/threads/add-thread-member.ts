import { Injectable } from '@nestjs/common';
import { guildError, hasPermission, Permission, type Thread } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { type ChannelView, GuildAccess } from '../guild-access';
import { GuildDirectory } from '../guild-directory';
import { ThreadChanges } from './thread-changes';

export interface AddThreadMemberInput {
  readonly threadId: Id;
  readonly userId: Id;
}

/** Joins a thread oneself, or brings in somebody else who can see its parent. */
@Injectable()
export class AddThreadMember {
  constructor(
    private readonly access: GuildAccess,
    private readonly directory: GuildDirectory,
    private readonly changes: ThreadChanges,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_channel`, `thread_archived`, `missing_permissions`, `unknown_member`, `thread_members_max` */
  async execute(actor: AccountActor, { threadId, userId }: AddThreadMemberInput): Promise<void> {
    const view = await this.access.requireChannel(actor, threadId);
    if (!view.thread) throw guildError('unknown_channel');
    if (userId !== actor.userId) await this.requireGuest(actor, { ...view, thread: view.thread }, userId);
    await this.uow.run(async () => {
      const thread = await this.changes.lock(threadId);
      if (thread.isArchived) throw guildError('thread_archived');
      await this.changes.addMember(thread, userId);
    });
  }

  private async requireGuest(
    actor: AccountActor,
    view: ChannelView & { readonly thread: Thread },
    userId: Id,
  ): Promise<void> {
    const { thread, permissions } = view;
    const mayInvite =
      thread.isInvitable !== false ||
      thread.ownerId === actor.userId ||
      hasPermission(permissions, Permission.manageThreads);
    if (!mayInvite || !hasPermission(permissions, Permission.sendMessages)) throw guildError('missing_permissions');
    const member = await this.directory.member(view.guild.id, userId);
    if (!member) throw guildError('unknown_member');
    const theirs = this.access.inChannel(view, member, view.channel);
    if (!hasPermission(theirs, Permission.viewChannel)) throw guildError('missing_access');
  }
}
