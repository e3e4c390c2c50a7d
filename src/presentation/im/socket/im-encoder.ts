import { Injectable } from '@nestjs/common';
import type {
  ConversationEncoder,
  ConversationEvent,
  ConversationPlace,
  EncodedFrame,
  PersonalSession,
} from '../../../application/realtime';
import type { MessageCreated } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { type MessagePlace, presentPlace } from '../conversations/places';
import { isShown, MessagePresentation } from '../messages/message-presentation';
import { encodeFrame, imFrame, type ImFrame } from './frames';
import { ConnectionNames } from './connection-names';

export const IM_ENCODER = 'im';

/** A message's receiver is the one who did not write it, whoever looks: there is one form for everybody. */
const FOR_ALL = '';

/** What happens in conversations, as frames of this dialect. */
@Injectable()
export class ImEncoder implements ConversationEncoder {
  readonly name = IM_ENCODER;

  constructor(
    private readonly presentation: MessagePresentation,
    private readonly names: ConnectionNames,
  ) {}

  /** Whoever sent a message is not told of it where it was sent. */
  variantOf(event: ConversationEvent, _place: ConversationPlace, session: PersonalSession): string | undefined {
    return event.type === 'message.created' && this.hasSent(session, event) ? undefined : FOR_ALL;
  }

  encode(event: ConversationEvent, place: ConversationPlace): EncodedFrame | undefined {
    const frames = this.framesOf(event, placeOf(place)).map(encodeFrame);
    if (frames.length === 0) return undefined;
    return { event, bytes: Buffer.concat(frames) };
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

  private framesOf(event: ConversationEvent, place: MessagePlace | undefined): readonly ImFrame[] {
    if (!place) return [];
    switch (event.type) {
      case 'message.created':
        return isShown(event.message) ? [this.messageFrame(event, place)] : [];
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
