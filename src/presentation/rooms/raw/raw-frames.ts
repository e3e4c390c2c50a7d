import type { ChannelEncoder, ChannelEvent, EncodedFrame } from '../../../application/realtime';
import { assertNever } from '../../../shared/assert';
import { textFrame } from '../../shared/websocket-frame';
import { presentMessage } from '../message.presenter';
import { isRoomWireEvent, type RoomWireEvent } from '../room-event-names';

/** The raw dialect's frame: `{"type": X, "payload": {...}}`; kinds without data have no payload. */
export function rawFrame(type: string, payload?: unknown): Buffer {
  return textFrame(JSON.stringify(payload === undefined ? { type } : { type, payload }));
}

export const RAW_ENCODER = 'rooms.websocket';

export const rawEncoder: ChannelEncoder = {
  name: RAW_ENCODER,
  encode(event: ChannelEvent): EncodedFrame | undefined {
    const bytes = isRoomWireEvent(event) ? encode(event) : undefined;
    return bytes && { event, bytes };
  },
};

function encode(event: RoomWireEvent): Buffer | undefined {
  switch (event.type) {
    case 'message.created':
      return event.message.kind === 'announcement'
        ? rawFrame('System', { message: event.message.content })
        : rawFrame('Message', presentMessage(event.message));
    case 'message.deleted':
      return rawFrame('MessageDeleted', { id: event.messageId });
    case 'room.user_joined':
      return rawFrame('UserJoined', { user_id: event.userKey, nickname: event.nickname ?? null });
    case 'room.user_left':
      return rawFrame('UserLeft', { user_id: event.userKey });
    case 'room.typing':
      return event.hasStopped ? undefined : rawFrame('Typing', { user_id: event.userKey });
    default:
      return encodeState(event);
  }
}

type StateEvent = Exclude<
  RoomWireEvent,
  { type: 'message.created' | 'message.deleted' | 'room.user_joined' | 'room.user_left' | 'room.typing' }
>;

function encodeState(event: StateEvent): Buffer | undefined {
  switch (event.type) {
    case 'room.user_muted':
      return event.muted
        ? rawFrame('UserMuted', { user_id: event.userKey })
        : rawFrame('System', { message: `用户 ${event.userKey} 已被解除禁言` });
    case 'room.notice':
      return rawFrame('System', { message: event.text });
    case 'room.stats':
      return rawFrame('RoomStats', { current_users: event.currentUsers, peak_users: event.peakUsers });
    case 'room.custom':
      return rawFrame('CustomEvent', { event_type: event.eventType, payload: event.payload, user_id: event.userKey });
    case 'room.user_removed':
    case 'room.closed':
      // Seen as UserLeft, and as the close code.
      return undefined;
    default:
      return assertNever(event);
  }
}
