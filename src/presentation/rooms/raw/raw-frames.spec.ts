import { ANNOUNCEMENT, FULL_MESSAGE, wireEvents } from '../../../../test/builders/messages-wire';
import { aMessage, idOfSeq } from '../../../../test/builders/messages';
import { textFrame } from '../../shared/websocket-frame';
import { rawEncoder, rawFrame } from './raw-frames';

type EventName = keyof typeof wireEvents;

/** The frames of contracts/rooms.md, byte by byte. */
const expected: Record<EventName, object | undefined> = {
  message: {
    type: 'Message',
    payload: {
      id: FULL_MESSAGE.id,
      from: 'anna',
      nickname: 'Anna',
      content: '你好 "x"',
      is_admin: true,
      created_at: '2026-01-01T00:00:00.007Z',
      nonce: 'n1',
    },
  },
  plainMessage: {
    type: 'Message',
    payload: {
      id: idOfSeq(9),
      from: '42',
      nickname: null,
      content: aMessage(9).content,
      is_admin: false,
      created_at: '2026-01-01T00:00:00.009Z',
    },
  },
  announcement: { type: 'System', payload: { message: ANNOUNCEMENT.content } },
  deletion: { type: 'MessageDeleted', payload: { id: idOfSeq(7) } },
  joined: { type: 'UserJoined', payload: { user_id: 'bob', nickname: 'Bob' } },
  joinedUnnamed: { type: 'UserJoined', payload: { user_id: 'bob', nickname: null } },
  left: { type: 'UserLeft', payload: { user_id: 'bob' } },
  muted: { type: 'UserMuted', payload: { user_id: 'bob' } },
  unmuted: { type: 'System', payload: { message: '用户 bob 已被解除禁言' } },
  // The others see who is gone as UserLeft, the removed one as a close code.
  kicked: undefined,
  banned: undefined,
  notice: { type: 'System', payload: { message: 'bob is out' } },
  stats: { type: 'RoomStats', payload: { current_users: 3, peak_users: 5 } },
  typing: { type: 'Typing', payload: { user_id: 'bob' } },
  custom: { type: 'CustomEvent', payload: { event_type: 'gift', payload: { coins: [1, null] }, user_id: 'boss' } },
  closed: undefined,
};

describe('rawEncoder', () => {
  it.each(Object.keys(wireEvents) as EventName[])('writes %s as the contract has it', (name) => {
    const event = wireEvents[name];
    const frame = rawEncoder.encode(event, '');
    const shape = expected[name];

    expect(frame?.event).toBe(shape && event);
    expect(frame && Buffer.from(frame.bytes)).toEqual(shape && textFrame(JSON.stringify(shape)));
  });

  it('tells nothing of events that are no business of a room', () => {
    expect(rawEncoder.encode({ type: 'guild.created', channelId: '1' }, '')).toBeUndefined();
  });

  it('has one form for all sessions', () => {
    expect(rawEncoder.variantOf).toBeUndefined();
  });
});

describe('rawFrame', () => {
  it('has no payload when a kind has no data', () => {
    expect(rawFrame('YouAreMuted')).toEqual(textFrame('{"type":"YouAreMuted"}'));
    expect(rawFrame('Pong', { timestamp: null })).toEqual(textFrame('{"type":"Pong","payload":{"timestamp":null}}'));
  });
});
