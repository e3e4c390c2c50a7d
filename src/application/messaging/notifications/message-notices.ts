import { Injectable } from '@nestjs/common';
import type { Message, Notification } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { UserDirectory } from '../../identity';
import type { ChannelPolicy } from '../channel-policy';
import { Blocks } from '../contacts/blocks';

/** An inbox entry that is written with a message, by the `MessageWriter`. */
export type MessageNotice = Pick<Notification, 'userId' | 'kind' | 'channelKind'>;

/** What decides it, before the message is written. */
type NotedMessage = Pick<Message, 'channelId' | 'author' | 'details'>;

/**
 * Whom a message tells that it names or answers them: single people who may see it, but not its author, nobody who has
 * blocked the author, and no program. A mention of everybody or of a role writes no entry: it would be one for each of
 * thousands, and the conversation itself shows it. A muted conversation still tells its mentions.
 */
@Injectable()
export class MessageNotices {
  constructor(
    private readonly users: UserDirectory,
    private readonly blocks: Blocks,
  ) {}

  /** Call it outside `UnitOfWork.run`. At most one for each person. */
  async of(policy: ChannelPolicy, { channelId, author, details }: NotedMessage): Promise<readonly MessageNotice[]> {
    const { userIds = [], repliedUserId } = details?.mentions ?? {};
    const named = userIds.filter((userId) => userId !== author?.userId);
    if (!author || named.length === 0) return [];
    const readers = await policy.readersAmong(channelId, named);
    if (readers.length === 0) return [];
    const [profiles, blockers] = await Promise.all([
      this.users.findMany(readers),
      this.blocks.blockersAmong(author.userId, readers),
    ]);
    const isTold = (userId: Id): boolean => {
      const profile = profiles.get(userId);
      return profile?.kind === 'human' && !profile.isDeleted && !blockers.has(userId);
    };
    return readers
      .filter(isTold)
      .map((userId) => ({ userId, kind: userId === repliedUserId ? 'reply' : 'mention', channelKind: policy.kind }));
  }
}
