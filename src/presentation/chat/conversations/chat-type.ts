import type { ConversationAddress, ConversationKind } from '../../../application/messaging';
import type { Id } from '../../../shared/ids';

export const chatTypes = ['private', 'group', 'room'] as const;
export type ChatType = (typeof chatTypes)[number];

/** What this dialect calls a kind of conversation. */
export const chatTypeOf = {
  direct: 'private',
  group: 'group',
  room: 'room',
} as const satisfies Record<ConversationKind, ChatType>;

/** A private chat is named by the other person. */
export function addressOf(chatType: ChatType, chatId: Id): ConversationAddress {
  return chatType === 'private' ? { kind: 'direct', userId: chatId } : { kind: chatType, channelId: chatId };
}
