import type { ChannelKind, Message, MessageAuthor, MessageKind } from '../../domain/messaging';
import type { Id } from '../../shared/ids';
import type { Actor } from '../shared/actor';

/** What of a message, besides text, needs a permission of its own. */
export interface MessageParts {
  readonly hasEmbeds: boolean;
  readonly hasAttachments: boolean;
  readonly isReply: boolean;
  readonly tts: boolean;
}

export const ONLY_TEXT: MessageParts = { hasEmbeds: false, hasAttachments: false, isReply: false, tts: false };

/** Whom a message of the author's may notify in the channel, apart from single users. */
export interface MentionScope {
  readonly guildId?: Id;
  readonly everyone: boolean;
  mayMentionRole(roleId: Id): boolean;
}

/** How much of a channel somebody may see. */
export interface HistoryGrant {
  /** Only messages with a greater `seq`: what was said before the reader joined. Absent: all. */
  readonly fromSeq?: number;
}

/** What a permitted send carries into the message. */
export interface SendGrant extends HistoryGrant {
  readonly kind: MessageKind;
  readonly author?: MessageAuthor;
  readonly byAdmin: boolean;
  readonly authorIntervalMs?: number;
  /** Absent where nobody is mentioned: content is only text there. */
  readonly mentions?: MentionScope;
}

/**
 * What somebody does to messages besides sending, reading and deleting them: `view` the channel, show that they `type`,
 * `react` with a kind of reaction that is there, `add_reaction` of a new kind, `pin`, `edit` or `recall` an own message,
 * or `moderate` those of others.
 */
export type MessageAct = 'view' | 'type' | 'react' | 'add_reaction' | 'pin' | 'edit' | 'recall' | 'moderate';

/** Where a permitted act takes place. */
export interface ActGrant extends HistoryGrant {
  readonly guildId?: Id;
  /** Whom an edited message may notify; as in {@link SendGrant}. */
  readonly mentions?: MentionScope;
  /** Which custom emojis may be used; absent: all. */
  mayUseEmojiOf?(guildId: Id): boolean;
}

/** Something a moderator did to the messages of others. */
export interface ModerationEntry {
  readonly act: 'delete' | 'bulk_delete' | 'pin' | 'unpin';
  readonly channelId: Id;
  readonly messageId?: Id;
  /** Of the message. */
  readonly authorId?: Id;
  /** Of messages. */
  readonly count: number;
  readonly reason?: string;
}

/**
 * The rules of one kind of channel; one adapter per kind, bound in modules. Whatever a policy does not know it refuses,
 * by throwing the kind's own error.
 */
export abstract class ChannelPolicy {
  abstract readonly kind: ChannelKind;
  abstract requireSend(actor: Actor, channelId: Id, parts: MessageParts): Promise<SendGrant>;
  abstract requireHistory(actor: Actor, channelId: Id): Promise<HistoryGrant>;
  /** With a guild when somebody else's message is deleted by right of the guild. */
  abstract requireDelete(actor: Actor, channelId: Id, message: Pick<Message, 'author'>): Promise<ActGrant>;
  abstract requireAct(actor: Actor, channelId: Id, act: MessageAct): Promise<ActGrant>;

  /** Which of these people have an inbox that tells them of a message that names them: no more than may read it. */
  async readersAmong(_channelId: Id, _userIds: readonly Id[]): Promise<readonly Id[]> {
    return [];
  }

  /** Keeps what a moderator did, where there is a log for it. Only inside `UnitOfWork.run`. */
  async logAct(_actor: Actor, _grant: ActGrant, _entry: ModerationEntry): Promise<void> {}
}

/** Finds the policy of a channel. */
export abstract class ChannelPolicies {
  /** @throws AppError `not_found` when there is no such channel */
  abstract of(channelId: Id): Promise<ChannelPolicy>;
}
