import { Injectable } from '@nestjs/common';
import {
  AuditAction,
  AUTO_ARCHIVE_MINUTES_DEFAULT,
  guildError,
  hasPermission,
  NO_PERMISSIONS,
  Permission,
  type Thread,
  type ThreadCreated,
  type ThreadMember,
  type ThreadType,
  threadTypeIn,
} from '../../../domain/guilds';
import type { MessageUpdated } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { MessageRepository } from '../../messaging';
import type { AccountActor } from '../../shared/actor';
import { Clock } from '../../shared/clock';
import { IdGenerator } from '../../shared/id-generator';
import { UnitOfWork } from '../../shared/unit-of-work';
import { AuditLog } from '../audit-log';
import { threadKey } from '../cache-keys';
import { type ChannelView, GuildAccess } from '../guild-access';
import { ThreadChanges } from './thread-changes';
import { ThreadNotices } from './thread-notices';
import { ThreadRepository } from './thread.repository';

export interface CreateThreadInput {
  readonly channelId: Id;
  /** The message it is made from; its id becomes the thread's. */
  readonly messageId?: Id;
  readonly isPrivate: boolean;
  readonly name: string;
  readonly isInvitable?: boolean;
  readonly autoArchiveMinutes?: number;
  readonly slowModeSeconds?: number;
  readonly reason?: string;
}

export interface CreatedThread {
  readonly thread: Thread;
  /** Whoever makes a thread is its first member. */
  readonly member: ThreadMember;
}

/** A thread of a text or announcement channel, made from a message or by itself. */
@Injectable()
export class CreateThread {
  constructor(
    private readonly access: GuildAccess,
    private readonly threads: ThreadRepository,
    private readonly changes: ThreadChanges,
    private readonly messages: MessageRepository,
    private readonly notices: ThreadNotices,
    private readonly audit: AuditLog,
    private readonly uow: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError `wrong_channel_type`, `missing_permissions`, `unknown_message`, `system_message`, `thread_exists`,
   *   `active_threads_max`
   */
  async execute(actor: AccountActor, input: CreateThreadInput): Promise<CreatedThread> {
    const view = await this.access.requireChannel(actor, input.channelId);
    const type = requireThreadType(view, input);
    if (input.messageId !== undefined) await this.requireStarter(input.channelId, input.messageId);
    const thread = this.draft(actor, view, type, input);
    const created = await this.uow.run(async () => {
      await this.changes.requireRoom(thread.guildId);
      const headSeq = await this.messages.lockChannel(thread.parentId);
      if (!(await this.threads.insert(thread))) {
        throw guildError(input.messageId === undefined ? 'unknown_channel' : 'thread_exists');
      }
      return this.begin(actor, thread, headSeq, input.reason);
    });
    await this.notices.tell(actor, created.thread, input.messageId !== undefined);
    return created;
  }

  private async requireStarter(channelId: Id, messageId: Id): Promise<void> {
    const message = await this.messages.find(channelId, messageId);
    if (!message) throw guildError('unknown_message');
    if (message.kind !== 'text' && message.kind !== 'announcement') throw guildError('system_message');
  }

  private draft(actor: AccountActor, view: ChannelView, type: ThreadType, input: CreateThreadInput): Thread {
    return {
      id: input.messageId ?? this.ids.next(),
      guildId: view.guild.id,
      parentId: view.channel.id,
      ownerId: actor.userId,
      type,
      name: input.name,
      isArchived: false,
      isLocked: false,
      ...(type === 'private' && { isInvitable: input.isInvitable ?? true, memberIds: [] }),
      autoArchiveMinutes: input.autoArchiveMinutes ?? view.channel.autoArchiveMinutes ?? AUTO_ARCHIVE_MINUTES_DEFAULT,
      archiveChangedAtMs: this.clock.nowMs(),
      slowModeSeconds: input.slowModeSeconds ?? 0,
      memberCount: 0,
      messageCount: 0,
    };
  }

  private async begin(
    actor: AccountActor,
    draft: Thread,
    headSeq: number | undefined,
    reason: string | undefined,
  ): Promise<CreatedThread> {
    const starter = await this.messages.find(draft.parentId, draft.id);
    const member: ThreadMember = { threadId: draft.id, userId: actor.userId, joinedAtMs: draft.archiveChangedAtMs };
    await this.threads.addMember(member);
    const thread = await this.threads.lock(draft.id);
    assert(thread, 'a thread that was just stored is there');
    const { id: threadId, guildId } = thread;
    await this.audit.record({
      ...{ guildId, userId: actor.userId, targetId: threadId, actionType: AuditAction.threadCreate, reason },
      changes: [{ key: 'name', newValue: thread.name }],
    });
    await this.uow.invalidate(threadKey(threadId));
    const event: ThreadCreated = { type: 'thread.created', guildId, thread };
    this.uow.record(event);
    if (starter && headSeq !== undefined) {
      const updated: MessageUpdated = {
        ...{ type: 'message.updated', channelId: thread.parentId, message: starter, headSeq },
      };
      this.uow.record(updated);
    }
    return { thread, member };
  }
}

function requireThreadType(view: ChannelView, { messageId, isPrivate }: CreateThreadInput): ThreadType {
  const type = view.thread ? undefined : threadTypeIn(view.channel.type, isPrivate);
  if (!type) throw guildError('wrong_channel_type');
  const wanted = isPrivate ? Permission.createPrivateThreads : Permission.createPublicThreads;
  const reading = messageId === undefined ? NO_PERMISSIONS : Permission.readMessageHistory;
  if (!hasPermission(view.permissions, wanted | reading)) throw guildError('missing_permissions');
  return type;
}
