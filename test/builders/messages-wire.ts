import type { RoomLiveEvent } from '../../src/domain/rooms';
import type { RoomWireEvent } from '../../src/presentation/rooms/room-event-names';
import { aMessage, anAuthor, CHANNEL, created, deleted } from './messages';

const channelId = CHANNEL;
const author = anAuthor('anna', { name: 'Anna' });

/** A message with everything it may have. */
export const FULL_MESSAGE = aMessage(7, { author, content: '你好 "x"', nonce: 'n1', byAdmin: true });
export const ANNOUNCEMENT = aMessage(8, {
  kind: 'announcement',
  author: undefined,
  byAdmin: true,
  content: 'maintenance',
});

const live = (event: RoomLiveEvent): RoomLiveEvent => event;

/** One of every event that a room's sockets may be told of. */
export const wireEvents = {
  message: created(7, FULL_MESSAGE),
  plainMessage: created(9, { author: { userId: '42' } }),
  announcement: created(8, ANNOUNCEMENT),
  deletion: deleted(7, 9),
  joined: live({ type: 'room.user_joined', mayWait: true, channelId, userKey: 'bob', nickname: 'Bob' }),
  joinedUnnamed: live({ type: 'room.user_joined', mayWait: true, channelId, userKey: 'bob' }),
  left: live({ type: 'room.user_left', mayWait: true, channelId, userKey: 'bob' }),
  muted: live({ type: 'room.user_muted', channelId, userKey: 'bob', muted: true }),
  unmuted: live({ type: 'room.user_muted', channelId, userKey: 'bob', muted: false }),
  kicked: live({ type: 'room.user_removed', channelId, userKey: 'bob', how: 'kicked', mayReturn: false }),
  banned: live({ type: 'room.user_removed', channelId, userKey: 'bob', how: 'banned', mayReturn: false }),
  notice: live({ type: 'room.notice', channelId, text: 'bob is out' }),
  stats: live({ type: 'room.stats', channelId, currentUsers: 3, peakUsers: 5 }),
  typing: live({ type: 'room.typing', channelId, userKey: 'bob' }),
  custom: live({ type: 'room.custom', channelId, userKey: 'boss', eventType: 'gift', payload: { coins: [1, null] } }),
  closed: live({ type: 'room.closed', channelId }),
} as const satisfies Record<string, RoomWireEvent>;
