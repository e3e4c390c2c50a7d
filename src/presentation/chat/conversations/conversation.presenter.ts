import type { ConversationView } from '../../../application/messaging';
import { authorKey, type Group, type Message } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import type { ChatUser } from '../identity/user.presenter';
import { isPicture } from '../messages/message.presenter';
import { type ChatType, chatTypeOf } from './chat-type';

export interface ChatGroup {
  readonly id: Id;
  readonly name: string;
  readonly description: string;
  readonly avatar_url: string | null;
  readonly owner_id: Id;
  readonly member_count: number;
  readonly created_at: string;
}

export const presentGroup = (group: Group): ChatGroup => ({
  id: group.id,
  name: group.name,
  description: group.description,
  avatar_url: group.avatar ?? null,
  owner_id: group.ownerId,
  member_count: group.memberCount,
  created_at: new Date(group.createdAtMs).toISOString(),
});

interface PresentedLastMessage {
  readonly content: string;
  readonly created_at: string;
  readonly from_user_id: string | null;
  readonly message_type: 'text' | 'image';
}

export interface ChatConversation {
  readonly id: Id;
  readonly chat_type: ChatType;
  /** The other person of a private chat, else the group or the room. */
  readonly chat_id: Id;
  readonly name: string;
  readonly unread_count: number;
  readonly is_pinned: boolean;
  readonly is_muted: boolean;
  readonly updated_at: string;
  readonly last_message: PresentedLastMessage | null;
  readonly other_user?: ChatUser;
  readonly group?: ChatGroup;
  readonly room?: { readonly id: Id; readonly name: string };
}

/** @param otherUser of a private chat */
export function presentConversation(view: ConversationView, otherUser: ChatUser | undefined): ChatConversation {
  return {
    id: view.channelId,
    chat_type: chatTypeOf[view.kind],
    chat_id: view.kind === 'direct' ? view.otherUserId : view.channelId,
    name: view.name,
    unread_count: view.unreadCount,
    is_pinned: view.settings.isPinned,
    is_muted: view.settings.isMuted,
    updated_at: new Date(view.updatedAtMs).toISOString(),
    last_message: view.lastMessage ? presentLast(view.lastMessage) : null,
    ...(otherUser && { other_user: otherUser }),
    ...(view.kind === 'group' && { group: presentGroup(view.group) }),
    ...(view.kind === 'room' && { room: view.room }),
  };
}

const presentLast = (message: Message): PresentedLastMessage => ({
  content: message.content,
  created_at: new Date(message.createdAtMs).toISOString(),
  from_user_id: message.author ? authorKey(message.author) : null,
  message_type: isPicture(message) ? 'image' : 'text',
});
