import { Injectable } from '@nestjs/common';
import { guildError, hasPermission, Permission, type Thread } from '../../../domain/guilds';
import type { Id } from '../../../shared/ids';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { ThreadChanges } from './thread-changes';
import { ThreadMemberships } from './thread-memberships';

export interface ThreadSender {
  /** Absent for incoming webhooks, which become no members. */
  readonly userId?: Id;
  /** In the thread. */
  readonly permissions: bigint;
}

/** Before a message goes into a thread: an archived one is opened, and whoever writes becomes a member. */
@Injectable()
export class OpenThreadForSend {
  constructor(
    private readonly memberships: ThreadMemberships,
    private readonly changes: ThreadChanges,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `thread_locked` for those who do not moderate threads, `active_threads_max` */
  async execute(thread: Thread, { userId, permissions }: ThreadSender): Promise<void> {
    if (thread.isLocked && !hasPermission(permissions, Permission.manageThreads)) throw guildError('thread_locked');
    const joins = userId !== undefined && !(await this.memberships.has(thread.id, userId));
    if (!thread.isArchived && !joins) return;
    await this.uow.run(async () => {
      if (thread.isArchived) await this.changes.requireRoom(thread.guildId, thread.id);
      let current = await this.changes.lock(thread.id);
      if (current.isArchived) current = await this.open(current);
      if (joins) await this.changes.addMember(current, userId);
    });
  }

  private async open(thread: Thread): Promise<Thread> {
    const opened = { ...thread, isArchived: false, archiveChangedAtMs: this.clock.nowMs() };
    await this.changes.update(opened);
    return opened;
  }
}
