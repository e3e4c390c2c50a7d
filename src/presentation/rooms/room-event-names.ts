import type { MessageCreated, MessageDeleted } from '../../domain/messaging';
import type { RoomLiveEvent } from '../../domain/rooms';
import type { ChannelEvent } from '../../application/realtime';

/** Everything a room's sockets are told through the fan-out. */
export type RoomWireEvent = MessageCreated | MessageDeleted | RoomLiveEvent;

const wireTypes: ReadonlySet<string> = new Set<RoomWireEvent['type']>([
  'message.created',
  'message.deleted',
  'room.user_joined',
  'room.user_left',
  'room.user_muted',
  'room.user_removed',
  'room.notice',
  'room.stats',
  'room.typing',
  'room.custom',
  'room.closed',
]);

export function isRoomWireEvent(event: ChannelEvent): event is RoomWireEvent {
  return wireTypes.has(event.type);
}
