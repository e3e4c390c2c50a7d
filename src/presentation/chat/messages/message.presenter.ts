import { type Attachment, authorKey, type Message } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { type ChatType, chatTypeOf } from '../conversations/chat-type';
import type { ChatPlace } from '../conversations/targets';

export interface ChatMessage {
  readonly id: Id;
  /** Null for an operator's announcement. */
  readonly from_user_id: string | null;
  readonly to_user_id: Id | null;
  readonly room_id: Id | null;
  readonly group_id: Id | null;
  readonly chat_type: ChatType;
  readonly chat_id: Id;
  /** Also links to its files, below what was said. */
  readonly content: string;
  readonly message_type: 'text' | 'image';
  readonly reply_to_id: Id | null;
  readonly is_edited: boolean;
  readonly created_at: string;
  /** Taken back by its author or an admin: nothing is left of it but its place. */
  readonly recalled?: true;
  /** As its sender gave it. */
  readonly nonce?: string;
}

/** What people and operators say; notices of the server have no form here. */
export const isShown = ({ kind }: Message): boolean => kind === 'text' || kind === 'announcement';

/**
 * @param readerId decides what a private chat is called: by the other person
 * @param linkTo signs the link to one of its files
 */
export function presentMessage(
  message: Message,
  place: ChatPlace,
  readerId: Id,
  linkTo: (attachment: Attachment) => string,
): ChatMessage {
  return {
    id: message.id,
    from_user_id: message.author ? authorKey(message.author) : null,
    ...targetOf(place, message.author?.userId),
    chat_type: chatTypeOf[place.kind],
    chat_id: chatIdFor(place, readerId),
    ...contentOf(message, linkTo),
    reply_to_id: message.details?.reference?.messageId ?? null,
    is_edited: message.editedAtMs !== undefined,
    created_at: new Date(message.createdAtMs).toISOString(),
    ...(message.recalledAtMs !== undefined && { recalled: true as const }),
    ...(message.nonce !== undefined && { nonce: message.nonce }),
  };
}

/**
 * A client of this dialect knows text, and pictures whose content is their link. So a picture that came alone from
 * another dialect is its link, and other files are links below the text.
 */
function contentOf(
  { content, details }: Message,
  linkTo: (attachment: Attachment) => string,
): Pick<ChatMessage, 'content' | 'message_type'> {
  const attachments = details?.attachments ?? [];
  if (attachments.length === 0) return { content, message_type: details?.format === 'image' ? 'image' : 'text' };
  const links = attachments.map(linkTo);
  const isPictureAlone = content === '' && links.length === 1 && isPicture({ details });
  return {
    content: (content === '' ? links : [content, ...links]).join('\n'),
    message_type: isPictureAlone ? 'image' : 'text',
  };
}

/** The three ways to say where a message went; two of them are null. */
const targetOf = (
  { kind, channelId, ...place }: ChatPlace,
  authorId: Id | undefined,
): Pick<ChatMessage, 'to_user_id' | 'room_id' | 'group_id'> => ({
  to_user_id: 'recipientIds' in place ? otherThan(authorId, place.recipientIds) : null,
  room_id: kind === 'room' ? channelId : null,
  group_id: kind === 'group' ? channelId : null,
});

/** What a place is called by a reader. */
export const chatIdFor = (place: ChatPlace, readerId: Id): Id =>
  place.kind === 'direct' ? (otherThan(readerId, place.recipientIds) ?? place.channelId) : place.channelId;

const otherThan = (userId: Id | undefined, recipientIds: readonly Id[]): Id | null =>
  recipientIds.find((recipientId) => recipientId !== userId) ?? null;

export const isPicture = ({ details }: Pick<Message, 'details'>): boolean =>
  details?.format === 'image' || details?.attachments?.[0]?.contentType.startsWith('image/') === true;
