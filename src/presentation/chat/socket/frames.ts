import { randomUUID } from 'node:crypto';
import type { Id } from '../../../shared/ids';
import { textFrame } from '../../shared/websocket-frame';

/** What the server tells a socket. */
export const chatFrameTypes = [
  'connection_established',
  'online_users',
  'message',
  'message_updated',
  'message_deleted',
  'conversation_updated',
  'user_joined',
  'user_left',
  'typing',
  'read',
  'pong',
  'error',
] as const;
export type ChatFrameType = (typeof chatFrameTypes)[number];

/** Who speaks to whom, where a frame is somebody's. */
export interface FramePeople {
  readonly fromUserId?: string | null;
  readonly toUserId?: Id | null;
}

/** How the frames of an address look. */
export interface FrameStyle {
  /** Of the encoders that write it. */
  readonly name: string;
  frame(type: ChatFrameType, data: unknown, people?: FramePeople): object;
}

const timestamp = (): string => new Date().toISOString();

/** Below the base: `{type, data, timestamp}`. */
export const ownStyle: FrameStyle = {
  name: 'chat',
  frame: (type, data) => ({ type, data, timestamp: timestamp() }),
};

/**
 * At the root, which is shared with the work dialect, the words of both: `type` and `message_type` are the same but for
 * what somebody says.
 */
export const rootStyle: FrameStyle = {
  name: 'chat-root',
  frame: (type, data, { fromUserId = null, toUserId = null } = {}) => ({
    id: randomUUID(),
    type,
    message_type: type === 'message' ? 'text' : type,
    data,
    timestamp: timestamp(),
    from_user_id: fromUserId,
    to_user_id: toUserId,
  }),
};

export const encodeFrame = (frame: object): Buffer => textFrame(JSON.stringify(frame));
