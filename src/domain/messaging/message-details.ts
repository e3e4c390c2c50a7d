import type { Id } from '../../shared/ids';
import type { MessageFormat } from './message-format';

/** JSON that was checked when it came in and is carried through as it is. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a message carries besides its text. Absent parts are empty. */
export interface MessageDetails {
  /** Absent: `text`. */
  readonly format?: MessageFormat;
  /** https://docs.discord.com/developers/resources/message#embed-object */
  readonly embeds?: readonly JsonObject[];
  /** https://docs.discord.com/developers/components/reference */
  readonly components?: readonly JsonObject[];
  readonly attachments?: readonly Attachment[];
  /** The message this one answers. */
  readonly reference?: MessageReference;
  readonly mentions?: MessageMentions;
  /** Whose words these are, when somebody forwarded them. */
  readonly forwarded?: Forwarded;
  /** The incoming webhook that posted it, with the name and picture it used. */
  readonly webhook?: WebhookAuthor;
  readonly applicationId?: Id;
  /** What a bot's message answers, when that was a click. */
  readonly interaction?: InteractionOrigin;
  readonly tts?: true;
}

/** Who used a component of which message. */
export interface InteractionOrigin {
  readonly id: Id;
  readonly userId: Id;
  readonly messageId: Id;
}

export interface MessageReference {
  readonly channelId: Id;
  readonly messageId: Id;
  readonly guildId?: Id;
}

/** Whom the message notifies, after `allowed_mentions`. */
export interface MessageMentions {
  readonly userIds: readonly Id[];
  readonly roleIds: readonly Id[];
  readonly everyone: boolean;
  /** The one of the users who wrote the message that is answered. */
  readonly repliedUserId?: Id;
}

export interface WebhookAuthor {
  readonly id: Id;
  readonly name: string;
  readonly avatar?: string;
}

export interface Attachment {
  readonly id: Id;
  readonly filename: string;
  readonly description?: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  /** Pixels; only pictures have them. */
  readonly width?: number;
  readonly height?: number;
  /** Whether there is a small form of the picture. */
  readonly hasThumbnail?: boolean;
}

/** https://docs.discord.com/developers/resources/message#message-object-message-flags */
export const MessageFlag = {
  crossposted: 1 << 0,
  suppressEmbeds: 1 << 2,
  hasThread: 1 << 5,
  ephemeral: 1 << 6,
  suppressNotifications: 1 << 12,
  componentsV2: 1 << 15,
} as const;

/** A Unicode emoji has only a name (itself); a custom one has an id. */
export interface ReactionEmoji {
  readonly id?: Id;
  readonly name: string;
  readonly animated?: boolean;
}

/** One kind of reaction under a message. */
export interface ReactionCount {
  readonly emoji: ReactionEmoji;
  readonly count: number;
  /** Whether the reader is among them. */
  readonly isOwn: boolean;
}

/** The same for the same emoji, whatever a custom one is called. */
export const reactionKey = (emoji: ReactionEmoji): string => emoji.id ?? emoji.name;

/** Who said something first, and when; not where: whoever reads on may not know that channel. */
export interface ForwardedOrigin {
  readonly messageId: Id;
  readonly authorId?: Id;
  /** As the author was called when it was forwarded. */
  readonly authorName: string;
  readonly createdAtMs: number;
}

/** One of several messages that were made into one. */
export interface ForwardedEntry extends ForwardedOrigin {
  readonly content: string;
  /** Absent: `text`. */
  readonly format?: MessageFormat;
  /** Of the attachments of the message that holds it. */
  readonly attachmentIds?: readonly Id[];
}

/** Of a message that repeats what was said elsewhere. */
export type Forwarded =
  | ({ readonly kind: 'single' } & ForwardedOrigin)
  | { readonly kind: 'merged'; readonly entries: readonly ForwardedEntry[] };
