import { CHANNEL, aMessage, idOfSeq } from '../../../../test/builders/messages';
import { ANNOUNCEMENT, FULL_MESSAGE, wireEvents } from '../../../../test/builders/messages-wire';
import { textFrame } from '../../shared/websocket-frame';
import { socketIoEncoder } from './socketio-frames';

type EventName = keyof typeof wireEvents;
type Told = readonly [name: string, payload: object];

const room_id = CHANNEL;

/** The events of contracts/rooms.md with their payloads. */
const expected: Record<EventName, Told | undefined> = {
  message: [
    'message',
    {
      room_id,
      id: FULL_MESSAGE.id,
      from: 'anna',
      nickname: 'Anna',
      content: '你好 "x"',
      is_admin: true,
      created_at: '2026-01-01T00:00:00.007Z',
      nonce: 'n1',
    },
  ],
  plainMessage: [
    'message',
    {
      room_id,
      id: idOfSeq(9),
      from: '42',
      nickname: null,
      content: aMessage(9).content,
      is_admin: false,
      created_at: '2026-01-01T00:00:00.009Z',
    },
  ],
  announcement: [
    'system',
    { room_id, id: ANNOUNCEMENT.id, message: ANNOUNCEMENT.content, created_at: '2026-01-01T00:00:00.008Z' },
  ],
  deletion: ['message:deleted', { room_id, id: idOfSeq(7) }],
  joined: ['user:joined', { room_id, user_id: 'bob', nickname: 'Bob' }],
  joinedUnnamed: ['user:joined', { room_id, user_id: 'bob', nickname: null }],
  left: ['user:left', { room_id, user_id: 'bob' }],
  muted: ['user:muted', { room_id, user_id: 'bob', muted: true }],
  unmuted: ['user:muted', { room_id, user_id: 'bob', muted: false }],
  kicked: ['user:kicked', { room_id, user_id: 'bob' }],
  banned: ['user:banned', { room_id, user_id: 'bob' }],
  notice: ['system', { room_id, message: 'bob is out' }],
  stats: ['room:stats', { room_id, current_users: 3, peak_users: 5 }],
  typing: ['typing', { room_id, user_id: 'bob' }],
  custom: ['custom:event', { room_id, event_type: 'gift', payload: { coins: [1, null] }, user_id: 'boss' }],
  // Each session is told as it ends.
  closed: undefined,
};

describe('socketIoEncoder', () => {
  it.each(Object.keys(wireEvents) as EventName[])('writes %s as the contract has it', (name) => {
    const event = wireEvents[name];
    const frame = socketIoEncoder.encode(event, '');
    const told = expected[name];

    expect(frame?.event).toBe(told && event);
    expect(frame?.text).toBe(told && `2/rooms,${JSON.stringify(told)}`);
  });

  it('makes the WebSocket frame of an engine.io message around the same text', () => {
    const frame = socketIoEncoder.encode(wireEvents.message, '');

    expect(frame && Buffer.from(frame.bytes)).toEqual(textFrame(`4${frame?.text ?? ''}`));
  });

  it('tells nothing of events that are no business of a room', () => {
    expect(socketIoEncoder.encode({ type: 'guild.created', channelId: '1' }, '')).toBeUndefined();
  });
});
