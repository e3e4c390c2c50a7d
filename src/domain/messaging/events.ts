import type { DomainEvent } from '../../shared/events';
import type { Id } from '../../shared/ids';
import type { ComponentInteraction } from './interaction';
import type { Message } from './message';
import type { ReactionEmoji } from './message-details';

/** Through what a message was sent. Whoever sent it there has it already. */
export interface MessageOrigin {
  /** The login of a request. */
  readonly authSessionId?: Id;
  /** The socket of a frame, as its dialect names it. */
  readonly connectionId?: string;
}

export interface MessageCreated extends DomainEvent {
  readonly type: 'message.created';
  readonly channelId: Id;
  readonly message: Message;
  /** What the sender wants back to know its own message by; not kept, and no idempotency key. */
  readonly echoNonce?: string | number;
  /** Not kept; absent when nobody is spared the event. */
  readonly origin?: MessageOrigin;
}

/** The whole message as it is now. */
export interface MessageUpdated extends DomainEvent {
  readonly type: 'message.updated';
  readonly channelId: Id;
  readonly message: Message;
  /** As in {@link MessageDeleted}. */
  readonly headSeq: number;
}

export interface MessageDeleted extends DomainEvent {
  readonly type: 'message.deleted';
  readonly channelId: Id;
  readonly messageId: Id;
  /** The channel's head when the deletion committed: it is delivered after the message of that `seq`. */
  readonly headSeq: number;
}

/** A message was taken back: those who know of it go on showing its place, for all others it is deleted. */
export interface MessageRecalled extends DomainEvent {
  readonly type: 'message.recalled';
  readonly channelId: Id;
  readonly messageId: Id;
  readonly seq: number;
  readonly authorId?: Id;
  /** The author, or an admin of the group. */
  readonly byUserId: Id;
  readonly recalledAtMs: number;
  /** As in {@link MessageDeleted}. */
  readonly headSeq: number;
}

export interface MessagesBulkDeleted extends DomainEvent {
  readonly type: 'messages.bulk_deleted';
  readonly channelId: Id;
  readonly messageIds: readonly Id[];
  /** As in {@link MessageDeleted}. */
  readonly headSeq: number;
}

/** A message was pinned or unpinned. */
export interface PinsUpdated extends DomainEvent {
  readonly type: 'pins.updated';
  readonly channelId: Id;
  readonly lastPinAtMs?: number;
}

export interface ReactionAdded extends DomainEvent {
  readonly type: 'reaction.added';
  readonly channelId: Id;
  readonly messageId: Id;
  readonly messageAuthorId?: Id;
  readonly userId: Id;
  readonly emoji: ReactionEmoji;
}

export interface ReactionRemoved extends DomainEvent {
  readonly type: 'reaction.removed';
  readonly channelId: Id;
  readonly messageId: Id;
  readonly userId: Id;
  readonly emoji: ReactionEmoji;
}

/** All reactions of a message, or with `emoji` all of that one. */
export interface ReactionsCleared extends DomainEvent {
  readonly type: 'reactions.cleared';
  readonly channelId: Id;
  readonly messageId: Id;
  readonly emoji?: ReactionEmoji;
}

export interface TypingStarted extends DomainEvent {
  readonly type: 'typing.started';
  readonly channelId: Id;
  readonly userId: Id;
  readonly atMs: number;
}

/** Whoever was typing gave it up; only some dialects tell it. */
export interface TypingStopped extends DomainEvent {
  readonly type: 'typing.stopped';
  readonly channelId: Id;
  readonly userId: Id;
}

/**
 * A person used a component of a bot's message. Unlike the other events it is told to the sessions of one user only,
 * `interaction.botUserId`, whatever their intents: of a guild on the guild's shard, else on shard 0. Its wire form is
 * made by `InteractionPresentation`.
 */
export interface InteractionCreated extends DomainEvent {
  readonly type: 'interaction.created';
  readonly channelId: Id;
  readonly interaction: ComponentInteraction;
  /** The message with the component. */
  readonly message: Message;
}

/**
 * An answer to an interaction that only the person who caused it may see (flag `ephemeral`): no message of the channel,
 * it is not kept. Told to the sessions of `userId` only, as MESSAGE_CREATE, MESSAGE_UPDATE or MESSAGE_DELETE.
 */
export interface EphemeralMessageChanged extends DomainEvent {
  readonly type: 'ephemeral_message.changed';
  readonly change: 'created' | 'updated' | 'deleted';
  readonly channelId: Id;
  readonly userId: Id;
  readonly message: Message;
}

/** What happened in one channel, of whatever kind; told to those who may see it unless the event says to whom. */
export type MessagingEvent =
  | MessageCreated
  | MessageUpdated
  | MessageDeleted
  | MessageRecalled
  | MessagesBulkDeleted
  | PinsUpdated
  | ReactionAdded
  | ReactionRemoved
  | ReactionsCleared
  | TypingStarted
  | InteractionCreated
  | EphemeralMessageChanged;
