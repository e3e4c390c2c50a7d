import {
  type APIAttachment,
  type APIEmbed,
  type APIMessage,
  type APIMessageReference,
  type APIReaction,
  type APIThreadChannel,
  type APIUser,
  InteractionType,
  MessageType,
} from 'discord-api-types/v10';
import {
  type Attachment,
  type InteractionOrigin,
  type Message,
  type MessageDetails,
  MessageFlag,
  type MessageKind,
  type ReactionCount,
  type WebhookAuthor,
} from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';

/** As a number, because none of the flag types has a name for none. */
const NO_FLAGS: number = 0;
const time = (ms: number): string => new Date(ms).toISOString();

const typeNumbers = {
  text: MessageType.Default,
  announcement: MessageType.Default,
  pin_notice: MessageType.ChannelPinnedMessage,
  join_notice: MessageType.UserJoin,
  thread_notice: MessageType.ThreadCreated,
  thread_starter: MessageType.ThreadStarterMessage,
} as const satisfies Record<MessageKind, MessageType>;

/** What a message needs from elsewhere to be shown whole; gathered once for a page, never per message. */
export interface MessageSurroundings {
  /** Every user the message names: author, mentions. */
  user(userId: Id): APIUser;
  /** A link that works for a while without a token. */
  attachmentUrl(channelId: Id, attachment: Attachment): string;
  reactions?(messageId: Id): readonly ReactionCount[];
  /** The message another one answers; null when it was deleted, undefined when it was not looked up. */
  referenced?(messageId: Id): Message | null | undefined;
  /** The thread made from a message. */
  thread?(messageId: Id): APIThreadChannel | undefined;
}

/** https://docs.discord.com/developers/resources/message#message-object */
export function presentMessage(message: Message, around: MessageSurroundings): APIMessage {
  const details = message.details ?? {};
  return {
    id: message.id,
    channel_id: message.channelId,
    type: details.reference && message.kind === 'text' ? MessageType.Reply : typeNumbers[message.kind],
    content: message.content,
    author: presentAuthor(message, details, around),
    timestamp: time(message.createdAtMs),
    edited_timestamp: message.editedAtMs === undefined ? null : time(message.editedAtMs),
    pinned: message.pinnedAtMs !== undefined,
    flags: message.flags ?? NO_FLAGS,
    ...presentMentions(details, around),
    ...presentParts(message, details, around),
    ...presentSurroundings(message.id, around),
    ...(message.kind === 'thread_notice' ? presentThreadReference(details) : presentReference(message, around)),
  };
}

const presentMentions = ({ mentions }: MessageDetails, around: MessageSurroundings) => ({
  mention_everyone: mentions?.everyone ?? false,
  mentions: (mentions?.userIds ?? []).map((userId) => around.user(userId)),
  mention_roles: [...(mentions?.roleIds ?? [])],
});

const presentParts = ({ channelId, flags = 0 }: Message, details: MessageDetails, around: MessageSurroundings) => ({
  tts: details.tts ?? false,
  attachments: (details.attachments ?? []).map((one) => presentAttachment(channelId, one, around)),
  embeds: (flags & MessageFlag.suppressEmbeds) === 0 ? presentEmbeds(channelId, details, around) : [],
  components: asComponents(details.components ?? []),
  ...(details.webhook && { webhook_id: details.webhook.id }),
  ...(details.applicationId !== undefined && { application_id: details.applicationId }),
  ...(details.interaction && { interaction_metadata: presentOrigin(details.interaction, around) }),
});

/** The click that the message answers. */
const presentOrigin = ({ id, userId, messageId }: InteractionOrigin, around: MessageSurroundings) => ({
  id,
  type: InteractionType.MessageComponent as const,
  user: around.user(userId),
  authorizing_integration_owners: {},
  interacted_message_id: messageId,
});

/** A picture of an embed may be a file of the message: `attachment://name` becomes its link. */
function presentEmbeds(channelId: Id, { embeds = [], attachments = [] }: MessageDetails, around: MessageSurroundings) {
  if (attachments.length === 0) return [...embeds] as APIEmbed[];
  const links = new Map<string, string>(
    attachments.map((one) => [`attachment://${one.filename}`, around.attachmentUrl(channelId, one)]),
  );
  const withLink = (part: unknown): unknown =>
    isObject(part)
      ? Object.fromEntries(
          Object.entries(part).map(([key, value]) => [
            key,
            linkParts.has(key) ? (links.get(String(value)) ?? value) : value,
          ]),
        )
      : part;
  return embeds.map((embed) =>
    Object.fromEntries(
      Object.entries(embed).map(([key, part]) => [key, pictureParts.has(key) ? withLink(part) : part]),
    ),
  ) as APIEmbed[];
}

const pictureParts: ReadonlySet<string> = new Set(['image', 'thumbnail', 'footer', 'author']);
const linkParts: ReadonlySet<string> = new Set(['url', 'icon_url']);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function presentSurroundings(messageId: Id, around: MessageSurroundings): Pick<APIMessage, 'reactions' | 'thread'> {
  const reactions = around.reactions?.(messageId) ?? [];
  const thread = around.thread?.(messageId);
  return {
    ...(reactions.length > 0 && { reactions: reactions.map(presentReaction) }),
    ...(thread && { thread }),
  };
}

/** Checked when they came in. */
const asComponents = (components: readonly object[]): NonNullable<APIMessage['components']> =>
  [...components] as NonNullable<APIMessage['components']>;

/** The author of a webhook's message is the webhook, under the name it chose. */
function presentAuthor(message: Message, { webhook }: MessageDetails, around: MessageSurroundings): APIUser {
  if (webhook) return presentWebhookAuthor(webhook);
  return around.user(message.author?.userId ?? message.channelId);
}

export const presentWebhookAuthor = (webhook: WebhookAuthor): APIUser => ({
  id: webhook.id,
  username: webhook.name,
  avatar: webhook.avatar ?? null,
  discriminator: '0000',
  global_name: null,
  bot: true,
  public_flags: NO_FLAGS,
});

const presentAttachment = (channelId: Id, attachment: Attachment, around: MessageSurroundings): APIAttachment => {
  const url = around.attachmentUrl(channelId, attachment);
  return {
    id: attachment.id,
    filename: attachment.filename,
    size: attachment.size,
    url,
    proxy_url: url,
    content_type: attachment.contentType,
    ...(attachment.description !== undefined && { description: attachment.description }),
    ...(attachment.width !== undefined && { width: attachment.width }),
    ...(attachment.height !== undefined && { height: attachment.height }),
  };
};

const presentReaction = (reaction: ReactionCount): APIReaction => ({
  emoji: {
    id: reaction.emoji.id ?? null,
    name: reaction.emoji.name,
    ...(reaction.emoji.animated && { animated: true }),
  },
  count: reaction.count,
  count_details: { burst: 0, normal: reaction.count },
  me: reaction.isOwn,
  me_burst: false,
  burst_colors: [],
});

/** A new thread is referred to as a channel: there is no message in it yet. */
function presentThreadReference({ reference }: MessageDetails): Pick<APIMessage, 'message_reference'> {
  if (!reference) return {};
  const { channelId, guildId } = reference;
  return { message_reference: { channel_id: channelId, guild_id: guildId } };
}

/** Notices only refer to another message; answers and the entry a thread begins with show it. */
export const showsReferenced = ({ kind }: Message): boolean => kind === 'text' || kind === 'thread_starter';

function presentReference(
  message: Message,
  around: MessageSurroundings,
): Pick<APIMessage, 'message_reference' | 'referenced_message'> {
  const { reference } = message.details ?? {};
  if (!reference) return {};
  const messageReference = {
    type: 0,
    channel_id: reference.channelId,
    message_id: reference.messageId,
    ...(reference.guildId !== undefined && { guild_id: reference.guildId }),
  } as APIMessageReference;
  const referenced = showsReferenced(message) ? around.referenced?.(reference.messageId) : undefined;
  if (referenced === undefined) return { message_reference: messageReference };
  // One level only: the referenced message does not carry what it answered itself.
  const { details, ...rest } = referenced ?? {};
  const withoutReference = referenced && ({ ...rest, details: { ...details, reference: undefined } } as Message);
  return {
    message_reference: messageReference,
    referenced_message: withoutReference && presentMessage(withoutReference, around),
  };
}
