import type { ChannelEncoder, ChannelEvent, EncodedFrame } from '../../../application/realtime';
import { assertNever } from '../../../shared/assert';
import { textFrame } from '../../shared/websocket-frame';
import { presentMessage } from '../message.presenter';
import { isRoomWireEvent, type RoomWireEvent } from '../room-event-names';

export const ROOMS_NAMESPACE = '/rooms';
export const SOCKETIO_ENCODER = 'rooms.socketio';

/** https://socket.io/docs/v4/socket-io-protocol/: packet type 2 is EVENT; engine.io puts 4, MESSAGE, before it. */
const EVENT_PACKET = `2${ROOMS_NAMESPACE},`;
const ENGINE_MESSAGE = '4';

export const socketIoEncoder: ChannelEncoder = {
  name: SOCKETIO_ENCODER,
  encode(event: ChannelEvent): EncodedFrame | undefined {
    const told = isRoomWireEvent(event) ? present(event) : undefined;
    if (!told) return undefined;
    const text = `${EVENT_PACKET}${JSON.stringify(told)}`;
    return { event, text, bytes: textFrame(`${ENGINE_MESSAGE}${text}`) };
  },
};

type Told = readonly [name: string, payload: object];

function present(event: RoomWireEvent): Told | undefined {
  const room_id = event.channelId;
  switch (event.type) {
    case 'message.created': {
      const message = presentMessage(event.message);
      if (event.message.kind !== 'announcement') return ['message', { room_id, ...message }];
      return ['system', { room_id, id: message.id, message: message.content, created_at: message.created_at }];
    }
    case 'message.deleted':
      return ['message:deleted', { room_id, id: event.messageId }];
    case 'room.user_joined':
      return ['user:joined', { room_id, user_id: event.userKey, nickname: event.nickname ?? null }];
    case 'room.user_left':
      return ['user:left', { room_id, user_id: event.userKey }];
    case 'room.typing':
      return event.hasStopped ? undefined : ['typing', { room_id, user_id: event.userKey }];
    default:
      return presentState(event);
  }
}

type StateEvent = Exclude<
  RoomWireEvent,
  { type: 'message.created' | 'message.deleted' | 'room.user_joined' | 'room.user_left' | 'room.typing' }
>;

function presentState(event: StateEvent): Told | undefined {
  const room_id = event.channelId;
  switch (event.type) {
    case 'room.user_muted':
      return ['user:muted', { room_id, user_id: event.userKey, muted: event.muted }];
    case 'room.user_removed':
      return [`user:${event.how}`, { room_id, user_id: event.userKey }];
    case 'room.notice':
      return ['system', { room_id, message: event.text }];
    case 'room.stats':
      return ['room:stats', { room_id, current_users: event.currentUsers, peak_users: event.peakUsers }];
    case 'room.custom':
      return ['custom:event', { room_id, event_type: event.eventType, payload: event.payload, user_id: event.userKey }];
    case 'room.closed':
      // Each session is told as it ends.
      return undefined;
    default:
      return assertNever(event);
  }
}
