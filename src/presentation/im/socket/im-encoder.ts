import { Injectable } from '@nestjs/common';
import type {
  ChannelConversationEvent,
  ConversationEncoder,
  ConversationEvent,
  ConversationPlace,
  EncodedFrame,
  PersonalSession,
} from '../../../application/realtime';
import type { MessageCreated, MessageRecalled } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { type MessagePlace, presentPlace } from '../conversations/places';
import { isShown, MessagePresentation } from '../messages/message-presentation';
import { NotificationPresentation } from '../notifications/notification-presentation';
import { encodeFrame, imFrame, type ImFrame } from './frames';
import { ConnectionNames } from './connection-names';
import { groupFrame, isGroupEvent } from './group-frames';
import { presenceFrame } from './presence-frame';

export const IM_ENCODER = 'im';

/** A message's receiver is the one who did not write it, whoever looks: there is one form for everybody. */
const FOR_ALL = '';

/** What happens in conversations, as frames of this dialect. */
@Injectable()
export class ImEncoder implements ConversationEncoder {
  readonly name = IM_ENCODER;

  constructor(
    private readonly presentation: MessagePresentation,
    private readonly notifications: NotificationPresentation,
    private readonly names: ConnectionNames,
  ) {}

  /** Whoever sent a message is not told of it where it was sent. */
  variantOf(event: ConversationEvent, _place: ConversationPlace, session: PersonalSession): string | undefined {
    return event.type === 'message.created' && this.hasSent(session, event) ? undefined : FOR_ALL;
  }

  async encode(event: ConversationEvent, place: ConversationPlace): Promise<EncodedFrame | undefined> {
    const frames = await this.framesOf(event, place);
    return frames.length === 0 ? undefined : { event, bytes: Buffer.concat(frames.map(encodeFrame)) };
  }

  messageFrame({ message }: Pick<MessageCreated, 'message'>, place: MessagePlace): ImFrame {
    const presented = this.presentation.present(message, place, false);
    const { sender_id: userId, content } = presented;
    return imFrame('message', { userId, place: presented, content, data: presented });
  }

  private hasSent(session: PersonalSession, { message, origin }: MessageCreated): boolean {
    if (!origin || message.author?.userId !== session.userId) return false;
    if (origin.connectionId !== undefined) return origin.connectionId === this.names.of(session);
    return origin.authSessionId !== undefined && origin.authSessionId === session.authSessionId;
  }

  private async framesOf(event: ConversationEvent, place: ConversationPlace): Promise<readonly ImFrame[]> {
    switch (event.type) {
      case 'presence.changed':
        return [presenceFrame(event)];
      case 'notification.created':
        return [imFrame('notification', { data: await this.notifications.one(event.notification) })];
      default: {
        const messagePlace = placeOf(place);
        return messagePlace ? this.framesIn(messagePlace, event) : [];
      }
    }
  }

  private framesIn(place: MessagePlace, event: ChannelConversationEvent): readonly ImFrame[] {
    if (isGroupEvent(event)) return [groupFrame(event)];
    switch (event.type) {
      case 'message.created':
        return isShown(event.message) ? [this.messageFrame(event, place)] : [];
      case 'message.recalled':
        return [recallFrame(event, place)];
      case 'message.deleted':
        return [goneFrame(event.messageId, place)];
      case 'messages.bulk_deleted':
        return event.messageIds.map((messageId) => goneFrame(messageId, place));
      case 'typing.started':
        return [imFrame('typing', { userId: event.userId, place: presentPlace(place, event.userId) })];
      case 'channel.read':
        return [readFrame(event, place)];
      default:
        return [];
    }
  }
}

const recallFrame = ({ messageId, authorId, byUserId }: MessageRecalled, place: MessagePlace): ImFrame =>
  imFrame('recall', {
    userId: byUserId,
    place: presentPlace(place, authorId ?? byUserId),
    data: { message_id: messageId },
  });

/** A message that was taken away is gone for everybody, as if it had been recalled. */
const goneFrame = (messageId: Id, place: MessagePlace): ImFrame =>
  imFrame('recall', {
    place: place.kind === 'group' ? presentPlace(place, '') : undefined,
    data: { message_id: messageId },
  });

const readFrame = (
  { userId, messageId }: { readonly userId: Id; readonly messageId: Id },
  place: MessagePlace,
): ImFrame => imFrame('read', { userId, place: presentPlace(place, userId), data: { message_id: messageId } });

function placeOf({ kind, channelId, memberIds }: ConversationPlace): MessagePlace | undefined {
  if (kind === 'group') return { kind, groupId: channelId };
  const [one, other] = memberIds;
  return kind === 'direct' && one !== undefined && other !== undefined
    ? { kind, recipientIds: [one, other] }
    : undefined;
}
