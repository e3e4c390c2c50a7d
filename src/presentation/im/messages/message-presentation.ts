import { Injectable } from '@nestjs/common';
import { AttachmentLinks, type ChannelReader, ReadStates } from '../../../application/messaging';
import { type Attachment, type Message, type MessageFormat, otherOf } from '../../../domain/messaging';
import { assert } from '../../../shared/assert';
import type { Id } from '../../../shared/ids';
import { type MessagePlace, Places, presentPlace } from '../conversations/places';
import type { PresentedFile, PresentedMessage } from './message-answer.dto';

/** What stands for the author of a message that nobody wrote. */
const NOBODY = '0';

/** Messages as this dialect shows them to one reader. */
@Injectable()
export class MessagePresentation {
  constructor(
    private readonly places: Places,
    private readonly readStates: ReadStates,
    private readonly links: AttachmentLinks,
  ) {}

  /**
   * In the order given; notices of the server are left out. One query, whatever the number of messages and channels.
   * @param known places of channels that the caller has read already
   */
  async page(
    messages: readonly Message[],
    readerId: Id,
    known: ReadonlyMap<Id, MessagePlace> = new Map(),
  ): Promise<PresentedMessage[]> {
    const shown = messages.filter(isShown);
    const places = await this.placesOf(shown, known);
    const placed = shown.map((message) => ({ message, place: placeIn(places, message) }));
    const readers = placed.map(({ message, place }) => readerOf(message, place, readerId));
    const bounds = await this.boundsOf(readers);
    return placed.map(({ message, place }, index) =>
      this.present(message, place, message.seq <= (bounds.get(keyOf(readers[index])) ?? 0)),
    );
  }

  private async placesOf(
    messages: readonly Message[],
    known: ReadonlyMap<Id, MessagePlace>,
  ): Promise<ReadonlyMap<Id, MessagePlace>> {
    const places = new Map(known);
    const firsts = new Map(messages.map((message) => [message.channelId, message]));
    for (const [channelId, message] of firsts) {
      if (!places.has(channelId)) places.set(channelId, await this.places.require(message));
    }
    return places;
  }

  private async boundsOf(readers: readonly ChannelReader[]): Promise<ReadonlyMap<string, number>> {
    const distinct = [...new Map(readers.map((reader) => [keyOf(reader), reader])).values()];
    const bounds = await this.readStates.readUpToEach(distinct);
    return new Map(distinct.map((reader, index) => [keyOf(reader), bounds[index] ?? 0]));
  }

  async one(message: Message, readerId: Id): Promise<PresentedMessage> {
    const [presented] = await this.page([message], readerId);
    return presented;
  }

  /** As its author sees it the moment it was sent. */
  async sent(message: Message): Promise<PresentedMessage> {
    const place = await this.places.require(message);
    return this.present(message, place, place.kind === 'group');
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
      recalled: message.recalledAtMs !== undefined,
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
export const isShown = ({ kind }: Message): boolean => kind === 'text' || kind === 'announcement';

function placeIn(places: ReadonlyMap<Id, MessagePlace>, { channelId }: Message): MessagePlace {
  const place = places.get(channelId);
  assert(place, 'every channel of the page was looked up');
  return place;
}

/** Whose reading counts. Between two: the receiver's. In a group: that of the one who asks, who has read the own ones. */
function readerOf({ channelId, author }: Message, place: MessagePlace, readerId: Id): ChannelReader {
  const isOwn = author?.userId === readerId;
  return { channelId, userId: place.kind === 'direct' && isOwn ? otherOf(place, readerId) : readerId };
}

const keyOf = ({ channelId, userId }: ChannelReader): string => `${channelId}:${userId}`;

function typeOf({ details }: Message): MessageFormat {
  if (details?.format) return details.format;
  const attachment = details?.attachments?.[0];
  if (!attachment) return 'text';
  return attachment.contentType.startsWith('image/') ? 'image' : 'file';
}
