import { NONCE_LENGTH_MAX } from '../../../domain/messaging';
import type { Frame } from './raw-frames';
import { id, nonce } from './room-schemas';
import type { Schema } from './schema';
import { exactly, flag, integer, named, object, oneOf, text } from './schema';

const time = text('RFC 3339, UTC, with milliseconds');
const orNull: Schema = { type: ['string', 'null'] };
const messageType = oneOf('text', 'image', 'file', 'sticker', 'emoji');
const ofMessage = object({ message_id: id });

export const imSchemas: Readonly<Record<string, Schema>> = {
  ImFile: object({
    ...{ id, url: text('Good for a day'), name: text(), size: integer('Bytes'), content_type: text() },
    ...{ 'width?': integer('Pixels'), 'height?': integer('Pixels') },
  }),
  ImMessage: object({
    ...{ id, sender_id: id, receiver_id: orNull, group_id: orNull },
    content: text('Empty when it was recalled'),
    ...{ message_type: messageType, created_at: time, is_read: flag(), reply_to_id: orNull, recalled: flag() },
    'attachment?': named('ImFile'),
  }),
  ImGroup: object({
    ...{ id, name: text(), description: text(), avatar: orNull, owner_id: id },
    ...{ created_at: time, updated_at: time },
  }),
  ImNotification: object({
    ...{ id, type: text(), user_id: id, username: text(), group_id: orNull, message_id: orNull },
    ...{ is_read: flag(), created_at: time },
  }),
};

/** What a client says; `payload` is the `data` of the frame. */
export const imClientFrames: readonly Frame[] = [
  {
    name: 'message',
    summary: 'Say something; answered with `ack`. Without a nonce, what was just sent by REST is that message',
    payload: object({
      'nonce?': { ...nonce, type: ['string', 'integer'], maxLength: NONCE_LENGTH_MAX },
      ...{ 'message_type?': messageType, 'reply_to_id?': id, 'attachment_id?': id },
    }),
  },
  { name: 'typing', summary: 'The user is typing, to the receiver or in the group' },
  {
    name: 'read',
    summary: 'Everything up to a message is read; with a target only, everything there is',
    payload: object({ 'message_id?': id }),
  },
  { name: 'recall', summary: 'Take a message back', payload: ofMessage },
  {
    name: 'online',
    summary: 'The user is here, or away from the keyboard',
    payload: object({ 'status?': oneOf('online', 'away') }),
  },
  { name: 'offline', summary: 'Changes nothing: whoever has a socket is here' },
  { name: 'ping', summary: 'Ask for a pong with the same `data`', payload: object({}) },
  { name: 'pong', summary: 'Changes nothing' },
];

/** What the server tells; `payload` is the `data` of the frame. */
export const imServerFrames: readonly Frame[] = [
  { name: 'message', summary: 'A message of somebody else, or of another connection', payload: named('ImMessage') },
  {
    name: 'ack',
    summary: 'The message was stored',
    payload: object({ id, nonce: orNull, created_at: time }),
  },
  { name: 'typing', summary: '`user_id` is typing' },
  { name: 'read', summary: '`user_id` has read everything up to a message', payload: ofMessage },
  { name: 'recall', summary: 'A message is gone; `user_id` took it back', payload: ofMessage },
  {
    name: 'online',
    summary: '`user_id` is here; also told of everybody who is when the socket opens',
    payload: object({ status: oneOf('online', 'away') }),
  },
  {
    name: 'offline',
    summary: 'The last connection of `user_id` is gone',
    payload: object({ status: exactly('offline'), last_seen: orNull }),
  },
  {
    name: 'group',
    summary: 'Members or settings of a group changed; `user_id` is whom it is about',
    payload: object({
      action: oneOf(
        ...['created', 'updated', 'member_added', 'member_removed', 'member_updated'],
        ...['dissolved', 'join_requested', 'invited'],
      ),
      group: named('ImGroup'),
      'member?': { type: 'object', description: 'As GET /api/groups/{id}/members shows it' },
      ...{ 'reason?': oneOf('left', 'kicked'), 'announcement?': orNull, 'inviter_id?': id },
    }),
  },
  { name: 'notification', summary: 'Something new in the inbox', payload: named('ImNotification') },
  {
    name: 'error',
    summary: 'A frame was refused, `content` says why; the connection stays',
    payload: object({ code: text(), 'retry_after?': { type: 'number', description: 'Seconds' } }),
  },
  { name: 'pong', summary: 'Answer to ping', payload: object({}) },
];
