import { id, content, nonce } from './room-schemas';
import type { Frame } from './raw-frames';
import type { Schema } from './schema';
import { exactly, flag, integer, list, named, object, oneOf, text } from './schema';

const time = text('RFC 3339, UTC, with milliseconds');
const chatType = oneOf('private', 'group', 'room');
const chatId = text('The other person of a private chat, as the reader sees it; else the group or the room');
const chat = { chat_type: chatType, chat_id: chatId };
const who = { user_id: text('Of an account, or the outside id of a guest'), username: text(), display_name: text() };

const user = {
  ...{ id: text(), username: text(), display_name: text() },
  avatar_url: { type: ['string', 'null'] },
};
const orNull: Schema = { type: ['string', 'null'] };

export const chatSchemas: Readonly<Record<string, Schema>> = {
  ChatUser: object(user),
  ChatOwnUser: object({ ...user, email: orNull, created_at: time, last_seen: orNull }),
  ChatMessage: object({
    id,
    from_user_id: { ...orNull, description: "Null for an operator's announcement" },
    to_user_id: orNull,
    room_id: orNull,
    group_id: orNull,
    ...chat,
    content: text('Empty when it was recalled'),
    message_type: oneOf('text', 'image'),
    reply_to_id: orNull,
    is_edited: flag(),
    created_at: time,
    'recalled?': exactly(true),
    'nonce?': text("The sender's nonce"),
  }),
};

const room = object({ room_id: id });
const there = object({ ...who, 'room_id?': { ...id, description: 'Absent: it is about being online at all' } });

/** What a client says, in `data`. */
export const chatClientFrames: readonly Frame[] = [
  {
    name: 'send_message',
    summary: 'Say something; it comes back as `message`',
    payload: object({ content, ...chat, 'message_type?': oneOf('text', 'image'), 'reply_to_id?': id, 'nonce?': nonce }),
  },
  { name: 'join_room', summary: 'Enter a room and be its member until leave_room', payload: room },
  { name: 'leave_room', summary: 'Leave a room for good, on all sockets', payload: room },
  {
    name: 'typing',
    summary: 'Show that one types, or gave up',
    payload: object({ is_typing: flag(), 'chat_type?': chatType, chat_id: chatId }),
  },
  {
    name: 'mark_read',
    summary: 'Read a conversation up to a message, or all of it',
    payload: object({ ...chat, 'message_id?': id }),
  },
  { name: 'edit_message', summary: 'Change what one said', payload: object({ message_id: id, content }) },
  { name: 'delete_message', summary: 'Take back what one said', payload: object({ message_id: id }) },
  { name: 'ping', summary: 'Ask for a pong' },
];

/** What the server says, in `data`. */
export const chatServerFrames: readonly Frame[] = [
  {
    name: 'connection_established',
    summary: 'The first frame',
    payload: object({ message: text(), user: named('ChatOwnUser') }),
  },
  { name: 'online_users', summary: 'Who is online, at most 1,000', payload: list(named('ChatUser')) },
  { name: 'message', summary: 'Something was said; its sender gets it too', payload: named('ChatMessage') },
  { name: 'message_updated', summary: 'A message was edited', payload: named('ChatMessage') },
  { name: 'message_deleted', summary: 'A message was taken back', payload: object({ id, ...chat }) },
  {
    name: 'conversation_updated',
    summary: 'A conversation has something new',
    payload: object({ ...chat, message_id: orNull, timestamp: time }),
  },
  { name: 'user_joined', summary: 'Somebody entered a room, or came online', payload: there },
  { name: 'user_left', summary: 'Somebody left a room, or went offline', payload: there },
  { name: 'typing', summary: 'Somebody types, or gave up', payload: object({ ...who, is_typing: flag(), ...chat }) },
  {
    name: 'read',
    summary: 'Somebody read a conversation up to a message',
    payload: object({ ...chat, user_id: text(), message_id: id }),
  },
  { name: 'pong', summary: 'Answer to ping', payload: object({}) },
  {
    name: 'error',
    summary: 'A frame was refused; the connection stays',
    payload: object({ code: integer('As over HTTP, e.g. 40022'), message: text() }),
  },
];

/** What only the shared socket at the root says besides. */
export const rootServerFrames: readonly Frame[] = [
  {
    name: 'system_message',
    summary: 'The greeting of the work dialect',
    payload: object({ message: text(), connection_id: text(), online_users: integer() }),
  },
  {
    name: 'command_response',
    summary: 'Answer to a command',
    payload: object({ command_type: text(), request_id: orNull, success: flag(), data: {} }),
  },
];

export const rootClientFrames: readonly Frame[] = [
  {
    name: 'command',
    summary: 'A command of the work dialect: ping or get_connection_info',
    payload: object({ type: oneOf('ping', 'get_connection_info'), 'request_id?': text() }),
  },
];
