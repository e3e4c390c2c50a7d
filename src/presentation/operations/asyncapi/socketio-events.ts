import { content, durationSeconds, id, limit, nickname, nonce, reason, userId } from './room-schemas';
import type { Schema } from './schema';
import { flag, integer, list, named, object, text } from './schema';

/** A Socket.IO event with one argument; a client's is answered by an acknowledgement. */
export interface SocketEvent {
  readonly name: string;
  readonly summary: string;
  readonly payload: Schema;
  /** `data` of the acknowledgement `{ok: true, data}`; only for events of a client. */
  readonly data?: Schema;
}

const nothing = object({});
const inRoom = { room_id: id };
const userInRoom = object({ ...inRoom, user_id: userId });
const customEvent = { ...inRoom, event_type: text(undefined, { min: 1 }), 'payload?': { description: 'Any JSON' } };
const messageInRoom: Schema = { allOf: [named('Message'), object(inRoom)] };

export const clientEvents: readonly SocketEvent[] = [
  {
    name: 'room:join',
    summary: 'Join a room; again with last_message_id after a reconnect to miss nothing',
    payload: object({ ...inRoom, 'ticket?': text(), 'last_message_id?': id }),
    data: object({
      room: named('Room'),
      is_admin: flag(),
      is_muted: flag(),
      users: list(object({ user_id: userId, nickname, is_admin: flag() }), 'Who is inside, at most 1,000 of them'),
      messages: list(named('Message'), 'Missed ones, oldest first, at most 500; without last_message_id the 50 latest'),
      has_more: flag(),
    }),
  },
  { name: 'room:leave', summary: 'Leave a room', payload: object(inRoom), data: nothing },
  {
    name: 'message:send',
    summary: 'Send a message; the same nonce again returns the first one',
    payload: object({ ...inRoom, content, 'nonce?': nonce }),
    data: messageInRoom,
  },
  { name: 'message:delete', summary: 'Delete a message', payload: object({ ...inRoom, id }), data: nothing },
  {
    name: 'message:history',
    summary: 'Older or newer messages',
    payload: object({ ...inRoom, 'before?': id, 'after?': id, 'limit?': limit }),
    data: object({ messages: list(named('Message')) }),
  },
  { name: 'typing', summary: 'The user is typing', payload: object(inRoom), data: nothing },
  { name: 'user:kick', summary: 'Ban a user until unbanned (admins)', payload: userInRoom, data: nothing },
  {
    name: 'user:ban',
    summary: 'Ban a user (admins)',
    payload: object({ ...inRoom, user_id: userId, 'reason?': reason, 'duration_seconds?': durationSeconds }),
    data: nothing,
  },
  { name: 'user:unban', summary: 'Take a ban back (admins)', payload: userInRoom, data: nothing },
  {
    name: 'user:mute',
    summary: 'Mute a user (admins)',
    payload: object({ ...inRoom, user_id: userId, 'duration_seconds?': durationSeconds }),
    data: nothing,
  },
  { name: 'user:unmute', summary: 'Take a mute back (admins)', payload: userInRoom, data: nothing },
  { name: 'custom:event', summary: 'Send an event of your own (admins)', payload: object(customEvent), data: nothing },
];

export const serverEvents: readonly SocketEvent[] = [
  { name: 'message', summary: 'A message', payload: messageInRoom },
  { name: 'message:deleted', summary: 'A message was deleted', payload: object({ ...inRoom, id }) },
  {
    name: 'user:joined',
    summary: 'Somebody joined',
    payload: object({ ...inRoom, user_id: userId, nickname }),
  },
  { name: 'user:left', summary: 'Somebody left', payload: userInRoom },
  {
    name: 'user:muted',
    summary: 'Somebody was muted, or the mute was taken back',
    payload: object({ ...inRoom, user_id: userId, muted: flag() }),
  },
  { name: 'user:kicked', summary: 'Somebody was kicked', payload: userInRoom },
  { name: 'user:banned', summary: 'Somebody was banned', payload: userInRoom },
  {
    name: 'room:stats',
    summary: 'Numbers of the room, at most once a second',
    payload: object({ ...inRoom, current_users: integer(), peak_users: integer() }),
  },
  { name: 'room:closed', summary: 'The room was closed', payload: object(inRoom) },
  {
    name: 'system',
    summary: 'An announcement; one of an operator is a message and has an id',
    payload: object({ ...inRoom, message: text(), 'id?': id, 'created_at?': text() }),
  },
  { name: 'typing', summary: 'Somebody is typing', payload: userInRoom },
  { name: 'custom:event', summary: "An admin's event", payload: object({ ...customEvent, user_id: userId }) },
  {
    name: 'session:replaced',
    summary: 'A newer connection of the same guest took over; this socket left the room',
    payload: object(inRoom),
  },
];
