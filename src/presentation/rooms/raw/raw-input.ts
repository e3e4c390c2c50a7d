import type { RoomMember } from '../room-commands';

/** A frame as it was read: its type, and its data. */
export interface RawInput {
  readonly type: string;
  readonly payload: unknown;
}

/** A raw socket as its commands see it. */
export interface RawSender extends RoomMember {
  /** One frame to this socket alone. */
  tell(type: string, payload?: unknown): void;
  tellError(error: unknown): void;
}
