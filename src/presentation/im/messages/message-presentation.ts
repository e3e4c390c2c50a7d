import { Injectable } from '@nestjs/common';
import { AttachmentLinks, ReadStates } from '../../../application/messaging';
import { type Attachment, type Message, type MessageFormat, otherOf } from '../../../domain/messaging';
import type { Id } from '../../../shared/ids';
import { type MessagePlace, Places, presentPlace } from '../conversations/places';
import type { PresentedFile, PresentedMessage } from './message-answer.dto';

/** What stands for the author of a message that nobody wrote. */
const NOBODY = '0';

type ReadBounds = ReadonlyMap<Id, number>;

/** Messages as this dialect shows them to one reader. */
@Injectable()
export class MessagePresentation {
  constructor(
    private readonly places: Places,
    private readonly readStates: ReadStates,
    private readonly links: AttachmentLinks,
  ) {}

  /** Of one channel, in the order given; notices of the server are left out. */
  async page(messages: readonly Message[], readerId: Id): Promise<PresentedMessage[]> {
    const [first] = messages;
    if (!first) return [];
    const place = await this.places.require(first);
    const bounds = await this.readStates.readUpTo(first.channelId, whoseReadingCounts(place, readerId));
    return messages
      .filter(isShown)
      .map((message) => this.present(message, place, isReadBy(message, place, readerId, bounds)));
  }

  async one(message: Message, readerId: Id): Promise<PresentedMessage> {
    const [presented] = await this.page([message], readerId);
    return presented;
  }

  /** One that was sent this moment: nobody has read it. */
  async sent(message: Message): Promise<PresentedMessage> {
    return this.present(message, await this.places.require(message), false);
  }

  present(message: Message, place: MessagePlace, isRead: boolean): PresentedMessage {
    const { details } = message;
    const senderId = message.author?.userId ?? NOBODY;
    const attachment = details?.attachments?.[0];
    return {
      id: message.id,
      sender_id: senderId,
      ...presentPlace(place, senderId),
      content: message.content,
      message_type: typeOf(message),
      created_at: new Date(message.createdAtMs).toISOString(),
      is_read: isRead,
      reply_to_id: details?.reference?.messageId ?? null,
      recalled: false,
      ...(attachment && { attachment: this.file(attachment, message.channelId) }),
    };
  }

  /** @param placeId the channel of its message, or its uploader before it is sent */
  file(attachment: Attachment, placeId: Id): PresentedFile {
    const { id, filename, size, contentType, width, height } = attachment;
    return {
      ...{ id, url: this.links.sign(placeId, attachment), name: filename, size, content_type: contentType },
      ...(width !== undefined && height !== undefined && { width, height }),
    };
  }
}

/** What people said; notices of the server have no form here. */
export const isShown = ({ kind }: Message): boolean => kind === 'text';

const whoseReadingCounts = (place: MessagePlace, readerId: Id): readonly Id[] =>
  place.kind === 'direct' ? place.recipientIds : [readerId];

/** Between two: read by the receiver. In a group: read by the one who asks. */
function isReadBy({ author, seq }: Message, place: MessagePlace, readerId: Id, bounds: ReadBounds): boolean {
  const isOwn = author?.userId === readerId;
  if (place.kind === 'group' && isOwn) return true;
  const receiverId = place.kind === 'direct' && isOwn ? otherOf(place, readerId) : readerId;
  return seq <= (bounds.get(receiverId) ?? 0);
}

function typeOf({ details }: Message): MessageFormat {
  if (details?.format) return details.format;
  const attachment = details?.attachments?.[0];
  if (!attachment) return 'text';
  return attachment.contentType.startsWith('image/') ? 'image' : 'file';
}
