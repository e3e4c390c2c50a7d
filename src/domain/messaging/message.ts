import type { Id } from '../../shared/ids';
import type { MessageDetails } from './message-details';

export const MESSAGE_CONTENT_MAX = 2_000;
export const NONCE_LENGTH_MAX = 64;
/** Pinned messages of a channel. */
export const PINS_MAX = 250;
/** A repeated send with the same nonce returns the first message for this long. */
export const NONCE_LIFETIME_MS = 24 * 60 * 60 * 1_000;

/**
 * `text` is what people and programs say. The others come from the server or, for `announcement`, an operator, and never
 * count as unread: `pin_notice` (a message was pinned), `join_notice`, `thread_notice` (a thread was made) and
 * `thread_starter` (the first entry of a thread, which stands for the message it was made from).
 */
export const messageKinds = [
  'text',
  'announcement',
  'pin_notice',
  'join_notice',
  'thread_notice',
  'thread_starter',
] as const;
export type MessageKind = (typeof messageKinds)[number];

export interface MessageAuthor {
  readonly userId: Id;
  /** The outside system's id of a guest; absent for an account. */
  readonly externalId?: string;
  /** The name the author went by when sending. */
  readonly name?: string;
}

export interface Message {
  readonly id: Id;
  readonly channelId: Id;
  /** Position in the channel, from 1, without gaps, in commit order. */
  readonly seq: number;
  readonly kind: MessageKind;
  readonly author?: MessageAuthor;
  /** Whether the author had proven to be an admin of the channel when sending. */
  readonly byAdmin: boolean;
  readonly content: string;
  readonly nonce?: string;
  readonly createdAtMs: number;
  readonly editedAtMs?: number;
  readonly pinnedAtMs?: number;
  /** Set when it was taken back: it has its place still, and neither content nor details. */
  readonly recalledAtMs?: number;
  /** Bits of `MessageFlag`; absent for none. */
  readonly flags?: number;
  /** Absent when it is only text. */
  readonly details?: MessageDetails;
}

/** How the author is named outside: a guest by the outside system's id, an account by its own. */
export function authorKey(author: MessageAuthor): string {
  return author.externalId ?? author.userId;
}
