import { Injectable } from '@nestjs/common';
import { AuditAction, guildError, Permission, type Thread, type ThreadDeleted } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { threadKey } from '../cache-keys';
import { GuildAccess } from '../guild-access';
import { ThreadChanges } from './thread-changes';
import { ThreadRepository } from './thread.repository';

export interface DeleteThreadInput {
  readonly threadId: Id;
  readonly reason?: string;
}

/** Closes the thread for good; its messages stay stored and nobody reads them again. */
@Injectable()
export class DeleteThread {
  constructor(
    private readonly access: GuildAccess,
    private readonly threads: ThreadRepository,
    private readonly changes: ThreadChanges,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** The thread as it was. @throws AppError `unknown_channel`, `missing_permissions` */
  async execute(actor: AccountActor, { threadId, reason }: DeleteThreadInput): Promise<Thread> {
    const view = await this.access.requireChannel(actor, threadId, Permission.manageThreads);
    if (!view.thread) throw guildError('unknown_channel');
    return this.uow.run(async () => {
      const thread = await this.changes.lock(threadId);
      const { guildId } = thread;
      await this.threads.remove(threadId, this.clock.nowMs());
      await this.audit.record({
        ...{ guildId, userId: actor.userId, targetId: threadId, actionType: AuditAction.threadDelete, reason },
        changes: [{ key: 'name', oldValue: thread.name }],
      });
      await this.uow.invalidate(threadKey(threadId));
      const event: ThreadDeleted = { type: 'thread.deleted', guildId, thread };
      this.uow.record(event);
      return thread;
    });
  }
}
