import type {
  ConversationEncoder,
  ConversationEvent,
  ConversationPlace,
  EncodedFrame,
  PersonalSession,
} from '../../../application/realtime';
import type { Message, MessageCreated, MessageUpdated, TypingStarted, TypingStopped } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { chatTypeOf } from '../conversations/chat-type';
import type { ChatPlace } from '../conversations/targets';
import type { MessagePresentation } from '../messages/message-presentation';
import { chatIdFor, isShown } from '../messages/message.presenter';
import type { ChatPeople } from '../people/people';
import { encodeFrame, type FrameStyle } from './frames';

type Said = MessageCreated | MessageUpdated;
type Typing = TypingStarted | TypingStopped;

const FOR_ALL = '';

/** What happens between two people and in groups, and what one read in a room, as frames of one style. */
export class ChatConversationEncoder implements ConversationEncoder {
  readonly name: string;

  constructor(
    private readonly style: FrameStyle,
    private readonly people: ChatPeople,
    private readonly presentation: MessagePresentation,
  ) {
    this.name = style.name;
  }

  /** A private chat is called by the other person: one form for each of the two. */
  variantOf(_event: ConversationEvent, { kind }: ConversationPlace, { userId }: PersonalSession): string {
    return kind === 'direct' ? userId : FOR_ALL;
  }

  async encode(
    event: ConversationEvent,
    place: ConversationPlace,
    readerId: string,
  ): Promise<EncodedFrame | undefined> {
    const frames = (await this.framesOf(event, place, readerId)).map(encodeFrame);
    return frames.length === 0 ? undefined : { event, bytes: Buffer.concat(frames) };
  }

  private async framesOf(event: ConversationEvent, place: ConversationPlace, readerId: Id): Promise<object[]> {
    if (event.type === 'presence.changed') return [await this.presence(event.userId, event.status !== 'offline')];
    const where = placeOf(place);
    return where ? this.framesIn(where, event, readerId) : [];
  }

  private async framesIn(place: ChatPlace, event: ConversationEvent, readerId: Id): Promise<object[]> {
    switch (event.type) {
      case 'message.created':
      case 'message.updated':
        return isShown(event.message) ? this.messageFrames(event, place, readerId) : [];
      case 'message.deleted':
      case 'message.recalled':
        return [this.gone(event.messageId, place, readerId)];
      case 'messages.bulk_deleted':
        return event.messageIds.map((messageId) => this.gone(messageId, place, readerId));
      case 'typing.started':
      case 'typing.stopped':
        return [await this.typing(event, place, readerId)];
      default:
        return this.otherFrames(event, place, readerId);
    }
  }

  private otherFrames(event: ConversationEvent, place: ChatPlace, readerId: Id): object[] {
    if (event.type !== 'channel.read') {
      return event.type.startsWith('group.') ? [this.changed(place, readerId, null)] : [];
    }
    const read = { ...whereFor(place, readerId), user_id: event.userId, message_id: event.messageId };
    return [this.style.frame('read', read, { fromUserId: event.userId })];
  }

  private messageFrames({ type, message }: Said, place: ChatPlace, readerId: Id): object[] {
    if (type === 'message.updated') return [this.message('message_updated', message, place, readerId)];
    return [this.message('message', message, place, readerId), this.changed(place, readerId, message.id)];
  }

  private message(type: 'message' | 'message_updated', message: Message, place: ChatPlace, readerId: Id): object {
    const presented = this.presentation.present(message, place, readerId);
    return this.style.frame(type, presented, { fromUserId: presented.from_user_id, toUserId: presented.to_user_id });
  }

  private gone(messageId: Id, place: ChatPlace, readerId: Id): object {
    return this.style.frame('message_deleted', { id: messageId, ...whereFor(place, readerId) });
  }

  private changed(place: ChatPlace, readerId: Id, messageId: Id | null): object {
    const timestamp = new Date().toISOString();
    return this.style.frame('conversation_updated', {
      ...whereFor(place, readerId),
      ...{ message_id: messageId, timestamp },
    });
  }

  private async typing({ type, userId }: Typing, place: ChatPlace, readerId: Id): Promise<object> {
    const { username, display_name } = await this.people.one(userId);
    const who = { user_id: userId, username, display_name };
    const data = { ...who, is_typing: type === 'typing.started', ...whereFor(place, readerId) };
    return this.style.frame('typing', data, { fromUserId: userId });
  }

  /** Without a room these two speak of being here at all. */
  private async presence(userId: Id, isHere: boolean): Promise<object> {
    const { username, display_name } = await this.people.one(userId);
    return this.style.frame(isHere ? 'user_joined' : 'user_left', { user_id: userId, username, display_name });
  }
}

const whereFor = (place: ChatPlace, readerId: Id) => ({
  chat_type: chatTypeOf[place.kind],
  chat_id: chatIdFor(place, readerId),
});

function placeOf({ kind, channelId, memberIds }: ConversationPlace): ChatPlace | undefined {
  if (kind === 'person') return undefined;
  return kind === 'direct' ? { kind, channelId, recipientIds: memberIds } : { kind, channelId };
}
