import type { ChannelEvent, EncodedFrame, FrameBatch } from './frames';

/** One socket's part in a channel, as the fan-out sees it; implemented by each dialect's connection. */
export interface ClientSession {
  /** Names the encoder that makes this session's frames. */
  readonly encoder: string;
  /** Hands frames to the socket. Never throws, never waits: a socket that cannot keep up is ended by its own bound. */
  deliver(batch: FrameBatch): void;
  /** Ends the session because it cannot be served any more; the client may come back. */
  terminate(reason: 'held_overflow'): void;
}

/** Makes a dialect's frames. Each event is encoded once per variant, whatever the number of sessions. */
export interface ChannelEncoder {
  readonly name: string;
  /** Undefined when the dialect does not tell this event. */
  encode(event: ChannelEvent, variant: string): EncodedFrame | undefined;
  /**
   * For events whose form differs between sessions: names the form this session gets, undefined for none. An encoder
   * without it has one form for all.
   */
  variantOf?(event: ChannelEvent, session: ClientSession): string | undefined;
}
