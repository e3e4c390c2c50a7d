import { Injectable } from '@nestjs/common';
import { guildError, hasPermission, Permission } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { UnitOfWork } from '../../shared/unit-of-work';
import { GuildAccess } from '../guild-access';
import { ThreadChanges } from './thread-changes';

export interface RemoveThreadMemberInput {
  readonly threadId: Id;
  readonly userId: Id;
}

/** Leaves a thread, or takes somebody out of it: a moderator of threads, or the owner of a private one. */
@Injectable()
export class RemoveThreadMember {
  constructor(
    private readonly access: GuildAccess,
    private readonly changes: ThreadChanges,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError `unknown_channel`, `thread_archived`, `missing_permissions` */
  async execute(actor: AccountActor, { threadId, userId }: RemoveThreadMemberInput): Promise<void> {
    const view = await this.access.requireChannel(actor, threadId);
    if (!view.thread) throw guildError('unknown_channel');
    const isOwnPrivate = view.thread.type === 'private' && view.thread.ownerId === actor.userId;
    const mayRemove = isOwnPrivate || hasPermission(view.permissions, Permission.manageThreads);
    if (userId !== actor.userId && !mayRemove) throw guildError('missing_permissions');
    await this.uow.run(async () => {
      const thread = await this.changes.lock(threadId);
      if (thread.isArchived) throw guildError('thread_archived');
      await this.changes.removeMember(thread, userId);
    });
  }
}
