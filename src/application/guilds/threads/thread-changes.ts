import { Injectable } from '@nestjs/common';
import {
  ACTIVE_THREADS_MAX,
  guildError,
  type Thread,
  THREAD_MEMBERS_MAX,
  type ThreadMember,
  type ThreadMembersChanged,
  type ThreadUpdated,
} from '../../../domain/guilds';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { Clock } from '../../shared/clock';
import { UnitOfWork } from '../../shared/unit-of-work';
import { threadKey, threadMemberKey } from '../cache-keys';
import { ThreadRepository } from './thread.repository';

/** The steps that changes to threads have in common; all inside `UnitOfWork.run`, with what caches and sockets must hear. */
@Injectable()
export class ThreadChanges {
  constructor(
    private readonly threads: ThreadRepository,
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Before a thread is made or opened.
   * @param openedId the thread that is opened; one that is active already needs no room
   * @throws AppError `unknown_guild`, `active_threads_max`
   */
  async requireRoom(guildId: Id, openedId?: Id): Promise<void> {
    const active = await this.threads.lockGuild(guildId);
    if (active === undefined) throw guildError('unknown_guild');
    if (active < ACTIVE_THREADS_MAX) return;
    const opened = openedId === undefined ? undefined : await this.threads.lock(openedId);
    if (!opened || opened.isArchived) throw guildError('active_threads_max');
  }

  /** @throws AppError `unknown_channel` for a deleted one */
  async lock(threadId: Id): Promise<Thread> {
    const thread = await this.threads.lock(threadId);
    if (!thread) throw guildError('unknown_channel');
    return thread;
  }

  async update(thread: Thread): Promise<void> {
    await this.threads.update(thread);
    await this.uow.invalidate(threadKey(thread.id));
    const event: ThreadUpdated = { type: 'thread.updated', guildId: thread.guildId, thread };
    this.uow.record(event);
  }

  /** Nothing happens for whoever is a member. @throws AppError `thread_members_max` */
  async addMember(thread: Thread, userId: Id): Promise<void> {
    const member: ThreadMember = { threadId: thread.id, userId, joinedAtMs: this.clock.nowMs() };
    if (!(await this.threads.addMember(member))) return;
    if (thread.memberCount >= THREAD_MEMBERS_MAX) throw guildError('thread_members_max');
    await this.membersChanged(thread.id, [member], []);
  }

  /** Nothing happens for whoever is no member. */
  async removeMember(thread: Thread, userId: Id): Promise<void> {
    if (await this.threads.removeMember(thread.id, userId)) await this.membersChanged(thread.id, [], [userId]);
  }

  private async membersChanged(
    threadId: Id,
    added: readonly ThreadMember[],
    removedUserIds: readonly Id[],
  ): Promise<void> {
    const thread = await this.threads.lock(threadId);
    assert(thread, 'a locked thread is not deleted');
    await this.uow.invalidate(threadKey(threadId));
    for (const userId of [...added.map((member) => member.userId), ...removedUserIds]) {
      await this.uow.invalidate(threadMemberKey(threadId, userId));
    }
    const event: ThreadMembersChanged = {
      ...{ type: 'thread.members_changed', guildId: thread.guildId, thread, added, removedUserIds },
    };
    this.uow.record(event);
  }
}
