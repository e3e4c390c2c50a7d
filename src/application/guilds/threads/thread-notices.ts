import { Injectable } from '@nestjs/common';
import type { Thread } from '../../../domain/guilds';
import { MessageWriter, type NewMessage } from '../../messaging';
import type { AccountActor } from '../../shared/actor';
import { Logger } from '../../shared/logger';

/**
 * What a new thread says of itself: one made from a message begins with an entry that stands for that message, one made
 * without is announced in its parent. Private ones say nothing.
 */
@Injectable()
export class ThreadNotices {
  constructor(
    private readonly writer: MessageWriter,
    private readonly logger: Logger,
  ) {}

  /** The thread is there already: a notice that cannot be written is logged only. */
  async tell(actor: AccountActor, thread: Thread, isFromMessage: boolean): Promise<void> {
    if (thread.type === 'private') return;
    const notice = isFromMessage ? starterOf(thread) : announcementOf(thread);
    try {
      await this.writer.append({ ...notice, author: { userId: actor.userId }, byAdmin: false });
    } catch (error) {
      this.logger.warn('a thread could not be announced', { threadId: thread.id, error });
    }
  }
}

type Notice = Omit<NewMessage, 'author' | 'byAdmin'>;

const starterOf = ({ id, parentId, guildId }: Thread): Notice => ({
  channelId: id,
  kind: 'thread_starter',
  content: '',
  details: { reference: { channelId: parentId, messageId: id, guildId } },
});

/** Refers to the thread as a channel; a reference always names a message, which there is none of. */
const announcementOf = ({ id, parentId, guildId, name }: Thread): Notice => ({
  channelId: parentId,
  kind: 'thread_notice',
  content: name,
  details: { reference: { channelId: id, messageId: id, guildId } },
});
