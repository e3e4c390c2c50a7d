import { MESSAGE_CONTENT_MAX, NONCE_LENGTH_MAX } from '../../../domain/messaging';
import {
  MODERATION_REASON_MAX,
  MODERATION_SECONDS_MAX,
  NICKNAME_MAX,
  OUTSIDE_USER_ID_MAX,
  ROOM_METADATA_BYTES_MAX,
  ROOM_NAME_MAX,
  roomErrorCodes,
} from '../../../domain/rooms';
import type { Schema } from './schema';
import { exactly, flag, freeObject, integer, list, named, object, oneOf, text } from './schema';

export const id = named('Id');
export const userId = named('UserId');
export const content = text('Unicode characters are counted', { min: 1, max: MESSAGE_CONTENT_MAX });
export const nonce = text('Chosen by the client; the same nonce again returns the first message', {
  min: 1,
  max: NONCE_LENGTH_MAX,
});
export const limit = integer('Messages at most', { min: 1, max: 100 });
export const durationSeconds = integer('Without it the act lasts until it is taken back', {
  min: 1,
  max: MODERATION_SECONDS_MAX,
});
export const reason = text(undefined, { max: MODERATION_REASON_MAX });
export const nickname: Schema = { type: ['string', 'null'], maxLength: NICKNAME_MAX };
const time = text('RFC 3339, UTC, with milliseconds');

/** Everything both transports speak about. */
export const roomSchemas: Readonly<Record<string, Schema>> = {
  Id: { type: 'string', pattern: '^[1-9][0-9]{0,18}$', description: 'Snowflake id as a decimal string' },
  UserId: text('Id of the outside system, or of an account', { min: 1, max: OUTSIDE_USER_ID_MAX }),
  ErrorCode: oneOf(...roomErrorCodes),
  Room: object({
    room_id: id,
    room_name: text(undefined, { min: 1, max: ROOM_NAME_MAX }),
    admin_user_ids: list(userId),
    access: oneOf('open', 'ticket'),
    start_time: integer('Unix seconds'),
    current_users: integer(),
    peak_users: integer(),
    total_joins: integer(),
    max_members: { type: ['integer', 'null'] },
    slow_mode_seconds: integer(),
    metadata: freeObject(`At most ${ROOM_METADATA_BYTES_MAX} bytes as JSON`),
    created_at: time,
    closed_at: { type: ['string', 'null'], description: 'RFC 3339, UTC; null while the room is open' },
  }),
  Message: object({
    id,
    from: { type: ['string', 'null'], description: 'Null for an announcement' },
    nickname,
    content,
    is_admin: flag(),
    created_at: time,
    'nonce?': text("The sender's nonce"),
  }),
  Failure: object({
    ok: exactly(false),
    error: object({
      code: named('ErrorCode'),
      message: text(),
      'field?': text('The field that is wrong'),
      'retry_after_ms?': integer('With slow_mode and limited'),
    }),
  }),
};
