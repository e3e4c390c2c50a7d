import type { Id } from '../../../shared/ids';
import type { EncodedFrame, FrameBatch } from '../frames';
import type { ConversationEvent } from './conversation-event';

/** One socket of a person, whatever dialect. */
export interface PersonalSession {
  readonly userId: Id;
  /** Names the encoder that makes this session's frames. */
  readonly encoder: string;
  /** Absent for bots. */
  readonly authSessionId?: Id;
  /** Hands frames to the socket. Never throws, never waits: a socket that cannot keep up is ended by its own bound. */
  deliver(batch: FrameBatch): void;
  /** `overflow`: more is open or happens than is kept for the person; the client may come back. Safe to call twice. */
  end(reason: 'revoked' | 'overflow'): void;
}

/**
 * Where an event happened and who takes part: both people of a direct channel, a group's members. Of a room only what its
 * reader alone is told; who is inside is told by the room itself, and `memberIds` is empty. What concerns people apart from
 * any channel (presence, notifications) has the kind `person`, and `channelId` is the id of whom it is about.
 */
export interface ConversationPlace {
  readonly kind: 'direct' | 'group' | 'room' | 'person';
  readonly channelId: Id;
  readonly memberIds: readonly Id[];
}

/** Makes a dialect's frames. Each event is encoded once per variant, whatever the number of sessions. */
export interface ConversationEncoder {
  /** As in {@link PersonalSession.encoder}: `im`, `chat`. */
  readonly name: string;
  /** The form this reader gets, such as one per side of a direct chat; undefined: is not told. Cheap, never throws. */
  variantOf(event: ConversationEvent, place: ConversationPlace, session: PersonalSession): string | undefined;
  /** Undefined when there is nothing to tell after all. */
  encode(
    event: ConversationEvent,
    place: ConversationPlace,
    variant: string,
  ): Promise<EncodedFrame | undefined> | EncodedFrame | undefined;
}
