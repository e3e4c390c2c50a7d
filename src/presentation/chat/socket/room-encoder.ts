import type { ChannelEncoder, ChannelEvent, ClientSession, EncodedFrame } from '../../../application/realtime';
import type { MessagingEvent } from '../../../domain/messaging';
import type { RoomLiveEvent } from '../../../domain/rooms';
import type { Id } from '../../../shared/ids';
import type { MessagePresentation } from '../messages/message-presentation';
import { isShown } from '../messages/message.presenter';
import { encodeFrame, type FrameStyle } from './frames';

const FOR_ALL = '';

/** Who is in a room on a socket of this dialect. */
export interface NamedSession extends ClientSession {
  readonly userId: Id;
}

type RoomEvent = MessagingEvent | RoomLiveEvent;

/** What happens in rooms, as frames of one style. */
export class ChatRoomEncoder implements ChannelEncoder {
  readonly name: string;

  constructor(
    private readonly style: FrameStyle,
    private readonly presentation: MessagePresentation,
  ) {
    this.name = `${style.name}-room`;
  }

  /** Whoever types is not told of it. */
  variantOf(event: ChannelEvent, session: ClientSession): string | undefined {
    const isOwnTyping = event.type === 'room.typing' && 'userKey' in event && 'userId' in session;
    return isOwnTyping && event.userKey === session.userId ? undefined : FOR_ALL;
  }

  encode(event: ChannelEvent): EncodedFrame | undefined {
    const frames = this.framesOf(event as RoomEvent).map(encodeFrame);
    return frames.length === 0 ? undefined : { event, bytes: Buffer.concat(frames) };
  }

  private framesOf(event: RoomEvent): object[] {
    const { channelId } = event;
    switch (event.type) {
      case 'message.created':
      case 'message.updated':
        return this.messageFrames(event);
      case 'message.deleted':
      case 'message.recalled':
        return [this.gone(channelId, event.messageId)];
      case 'messages.bulk_deleted':
        return event.messageIds.map((messageId) => this.gone(channelId, messageId));
      case 'room.user_joined':
        return [this.style.frame('user_joined', { ...named(event), room_id: channelId })];
      case 'room.user_left':
        return [this.style.frame('user_left', { ...named(event), room_id: channelId })];
      case 'room.typing': {
        const where = { chat_type: 'room', chat_id: channelId };
        const data = { ...named(event), is_typing: !event.hasStopped, ...where };
        return [this.style.frame('typing', data, { fromUserId: event.userKey })];
      }
      default:
        return [];
    }
  }

  private messageFrames({
    type,
    channelId,
    message,
  }: RoomEvent & { readonly type: 'message.created' | 'message.updated' }) {
    if (!isShown(message)) return [];
    const presented = this.presentation.present(message, { kind: 'room', channelId }, '');
    const people = { fromUserId: presented.from_user_id };
    if (type === 'message.updated') return [this.style.frame('message_updated', presented, people)];
    return [this.style.frame('message', presented, people), this.changed(channelId, message.id)];
  }

  private changed(channelId: Id, messageId: Id): object {
    const timestamp = new Date().toISOString();
    return this.style.frame('conversation_updated', {
      ...{ chat_type: 'room', chat_id: channelId, message_id: messageId, timestamp },
    });
  }

  private gone(channelId: Id, messageId: Id): object {
    return this.style.frame('message_deleted', { id: messageId, chat_type: 'room', chat_id: channelId });
  }
}

interface Somebody {
  readonly userKey: string;
  readonly nickname?: string;
  readonly username?: string;
}

/** Guests have no name but the one they go by. */
export function named({ userKey, nickname, username }: Somebody) {
  const shown = nickname ?? username ?? userKey;
  return { user_id: userKey, username: username ?? shown, display_name: shown };
}
