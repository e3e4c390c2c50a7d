import type { Id } from '../../../shared/ids';
import { textFrame } from '../../shared/websocket-frame';
import type { PresentedPlace } from '../conversations/places';

/** What a client says. */
export const clientEventTypes = ['message', 'typing', 'read', 'recall', 'online', 'offline', 'ping', 'pong'] as const;
export type ClientEventType = (typeof clientEventTypes)[number];

/** What the server tells a socket. */
export const serverEventTypes = [
  'message',
  'ack',
  'typing',
  'read',
  'recall',
  'online',
  'offline',
  'group',
  'notification',
  'error',
  'pong',
] as const;
export type ServerEventType = (typeof serverEventTypes)[number];

/** A frame, in either direction; what does not apply is null. */
export interface ImFrame extends PresentedPlace {
  readonly event_type: ServerEventType;
  /** Who said or did it. */
  readonly user_id: Id | null;
  readonly content: string | null;
  readonly data: object | null;
}

const NOWHERE: PresentedPlace = { receiver_id: null, group_id: null };

interface FrameParts {
  readonly userId?: Id;
  readonly place?: PresentedPlace;
  readonly content?: string;
  readonly data?: object;
}

export const imFrame = (
  type: ServerEventType,
  { userId, place = NOWHERE, content, data }: FrameParts = {},
): ImFrame => ({
  event_type: type,
  user_id: userId ?? null,
  ...{ receiver_id: place.receiver_id, group_id: place.group_id },
  content: content ?? null,
  data: data ?? null,
});

export const encodeFrame = (frame: ImFrame): Buffer => textFrame(JSON.stringify(frame));
