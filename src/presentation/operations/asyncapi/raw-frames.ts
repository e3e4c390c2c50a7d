import { content, durationSeconds, id, limit, nickname, nonce, reason, userId } from './room-schemas';
import type { Schema } from './schema';
import { flag, integer, list, named, object, text } from './schema';

/** A frame `{"type": name, "payload": ...}`; kinds without data have no payload. */
export interface Frame {
  readonly name: string;
  readonly summary: string;
  readonly payload?: Schema;
}

const user = object({ user_id: userId });
const timestamp = object({ 'timestamp?': { type: ['number', 'string', 'null'], description: 'Comes back as it was' } });
const customEvent = { event_type: text(undefined, { min: 1 }), 'payload?': { description: 'Any JSON' } };

export const clientFrames: readonly Frame[] = [
  { name: 'SendMessage', summary: 'Send a message', payload: object({ content, 'nonce?': nonce }) },
  { name: 'KickUser', summary: 'Ban a user until unbanned (admins)', payload: user },
  {
    name: 'MuteUser',
    summary: 'Mute a user (admins)',
    payload: object({ user_id: userId, 'duration_seconds?': durationSeconds }),
  },
  { name: 'UnmuteUser', summary: 'Take a mute back (admins)', payload: user },
  {
    name: 'BanUser',
    summary: 'Ban a user (admins)',
    payload: object({ user_id: userId, 'reason?': reason, 'duration_seconds?': durationSeconds }),
  },
  { name: 'UnbanUser', summary: 'Take a ban back (admins)', payload: user },
  { name: 'DeleteMessage', summary: 'Delete a message: an own one, admins any', payload: object({ id }) },
  { name: 'Typing', summary: 'The user is typing' },
  {
    name: 'GetHistory',
    summary: 'Ask for older or newer messages',
    payload: object({ 'before?': id, 'after?': id, 'limit?': limit }),
  },
  { name: 'CustomEvent', summary: 'Send an event of your own to everybody (admins)', payload: object(customEvent) },
  { name: 'Ping', summary: 'Ask for a Pong', payload: timestamp },
];

export const serverFrames: readonly Frame[] = [
  {
    name: 'WelcomeInfo',
    summary: 'The first frame after joining',
    payload: object({
      user_id: userId,
      is_muted: flag(),
      is_admin: flag(),
      room: named('Room'),
      recent_messages: list(named('Message'), 'The 50 latest, oldest first'),
      missed_messages: list(named('Message'), 'After last_message_id, oldest first, at most 500'),
      has_more: flag('More messages were missed than fit'),
    }),
  },
  { name: 'Message', summary: 'A message; its sender gets it too', payload: named('Message') },
  {
    name: 'UserJoined',
    summary: 'Somebody else joined',
    payload: object({ user_id: userId, nickname }),
  },
  { name: 'UserLeft', summary: 'Somebody left', payload: user },
  { name: 'UserMuted', summary: 'Somebody was muted', payload: user },
  { name: 'YouAreMuted', summary: 'You were muted, or sent a message while muted' },
  { name: 'YouAreKicked', summary: 'You were banned, or a newer connection took over; the socket closes' },
  { name: 'System', summary: 'An announcement', payload: object({ message: text() }) },
  {
    name: 'RoomStats',
    summary: 'Numbers of the room, at most once a second',
    payload: object({ current_users: integer(), peak_users: integer() }),
  },
  { name: 'MessageDeleted', summary: 'A message was deleted', payload: object({ id }) },
  { name: 'Typing', summary: 'Somebody is typing', payload: user },
  { name: 'History', summary: 'Answer to GetHistory', payload: object({ messages: list(named('Message')) }) },
  { name: 'CustomEvent', summary: "An admin's event", payload: object({ ...customEvent, user_id: userId }) },
  { name: 'Pong', summary: 'Answer to Ping', payload: timestamp },
  {
    name: 'Error',
    summary: 'A frame was refused; the connection stays',
    payload: object({
      code: named('ErrorCode'),
      message: text(),
      'field?': text('The field that is wrong'),
      'retry_after_ms?': integer('With slow_mode and limited'),
    }),
  },
];
