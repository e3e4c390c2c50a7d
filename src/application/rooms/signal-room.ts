import { Injectable } from '@nestjs/common';
import { namesOf, type RoomCustomEvent, type RoomTyping, roomAdminsOnly, type Visitor } from '../../domain/rooms';
import { invalid } from '../../shared/errors';
import type { Id } from '../../shared/ids';
import { codePointLength, isStorableText } from '../../shared/text';
import { ChannelHub } from '../realtime';
import { LiveRooms } from './live-rooms';

export const CUSTOM_EVENT_TYPE_MAX = 64;
export const CUSTOM_EVENT_BYTES_MAX = 16_384;

/** Passing signals: seen by who is inside now, never stored. */
@Injectable()
export class SignalRoom {
  constructor(
    private readonly live: LiveRooms,
    private readonly hub: ChannelHub,
  ) {}

  typing(roomId: Id, visitor: Visitor, hasStopped = false): void {
    const event: RoomTyping = {
      ...{ type: 'room.typing', channelId: roomId, userKey: visitor.userKey },
      ...namesOf(visitor),
      ...(hasStopped && { hasStopped }),
    };
    this.hub.publish(event);
  }

  /** @throws AppError `forbidden` for all but the room's admins, `invalid` for a wrong type or too large a payload */
  custom(roomId: Id, visitor: Visitor, eventType: string, payload: unknown): void {
    if (!this.live.isAdmin(roomId, visitor)) throw roomAdminsOnly();
    const typeLength = codePointLength(eventType);
    if (typeLength < 1 || typeLength > CUSTOM_EVENT_TYPE_MAX || !isStorableText(eventType)) {
      throw invalid('event_type', `event_type must be 1-${CUSTOM_EVENT_TYPE_MAX} characters`);
    }
    if (JSON.stringify(payload ?? null).length > CUSTOM_EVENT_BYTES_MAX) {
      throw invalid('payload', `payload must have at most ${CUSTOM_EVENT_BYTES_MAX} characters as JSON`);
    }
    const event: RoomCustomEvent = {
      type: 'room.custom',
      channelId: roomId,
      userKey: visitor.userKey,
      eventType,
      payload: payload ?? null,
    };
    this.hub.publish(event);
  }
}
