import type { APIGuildMember, APIMessage, APIUser } from 'discord-api-types/v10';
import type { Member } from '../../../../domain/guilds';
import type { Message, ReactionEmoji } from '../../../../domain/messaging';
import type { Id } from '../../../../shared/ids';
import { presentMemberWithoutUser } from '../../presenters/guild.presenter';

/** What has no guild. */
export type ConversationKind = 'direct' | 'group';

const channelTypes = { direct: 1, group: 3 } as const satisfies Record<ConversationKind, number>;

/** Whom a message names and who therefore may be shown as a member. */
export const namedIn = (message: Message): readonly Id[] => [
  ...(message.author && !message.details?.webhook ? [message.author.userId] : []),
  ...(message.details?.mentions?.userIds ?? []),
];

/** A message of a guild as its members are told of it. */
export function guildMessageData(
  presented: APIMessage,
  guildId: Id,
  members: ReadonlyMap<Id, Member>,
  nonce: string | number | undefined,
): object {
  const author = presented.webhook_id === undefined ? members.get(presented.author.id) : undefined;
  return {
    ...presented,
    guild_id: guildId,
    ...(author && { member: presentMemberWithoutUser(author) }),
    mentions: presented.mentions.map((user) => withMember(user, members.get(user.id))),
    ...(nonce !== undefined && { nonce }),
  };
}

const withMember = (user: APIUser, member: Member | undefined): APIUser & { member?: Partial<APIGuildMember> } =>
  member ? { ...user, member: presentMemberWithoutUser(member) } : user;

/** Libraries take a message without a guild for one of a direct channel only when told its type. */
export const conversationMessageData = (
  presented: APIMessage,
  nonce: string | number | undefined,
  kind: ConversationKind = 'direct',
): object => ({
  ...presented,
  channel_type: channelTypes[kind],
  ...(nonce !== undefined && { nonce }),
});

/** What is left of a message for programs that may not read content. */
export function withoutContent(data: object): object {
  const referenced = 'referenced_message' in data ? (data.referenced_message as object | null) : undefined;
  return {
    ...data,
    content: '',
    embeds: [],
    attachments: [],
    components: [],
    ...(referenced && { referenced_message: withoutContent(referenced) }),
  };
}

/** Without the reactions: those of the event would be nobody's own and replace what a client knows. */
export function withoutReactions(presented: APIMessage): APIMessage {
  const { reactions: _, ...rest } = presented;
  return rest;
}

export const emojiData = ({ id, name, animated }: ReactionEmoji): object => ({
  id: id ?? null,
  name,
  ...(id !== undefined && { animated: animated ?? false }),
});
