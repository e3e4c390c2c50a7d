import type { DomainEvent } from '../../shared/events';
import type { Id } from '../../shared/ids';

/** An event that everybody in a channel may see. */
export interface ChannelEvent extends DomainEvent {
  readonly channelId: Id;
  /**
   * True when nobody minds that it is told a little later: it waits for the next event that cannot wait, at most
   * `WAITING_EVENT_DELAY_MS`. A crowd that joins at once is then told of in few writes instead of one per newcomer and
   * member.
   */
  readonly mayWait?: true;
}

/** One event in one dialect's wire form, made once and shared by every socket that gets it. */
export interface EncodedFrame {
  readonly event: DomainEvent;
  /** What is written to a socket: a whole WebSocket frame, or the body that a session completes. */
  readonly bytes: Uint8Array;
  /** The same as text, for transports that do not carry `bytes`. */
  readonly text?: string;
}

/** Frames for one socket, in order. Sockets that get the same frames get the same batch, and with it one joined buffer. */
export class FrameBatch {
  readonly byteLength: number;
  private joinedBytes: Uint8Array | undefined;

  constructor(readonly frames: readonly EncodedFrame[]) {
    this.byteLength = frames.reduce((sum, frame) => sum + frame.bytes.byteLength, 0);
  }

  /** All frames in one buffer, made at the first call. */
  joined(): Uint8Array {
    const [first] = this.frames;
    this.joinedBytes ??=
      this.frames.length === 1 && first
        ? first.bytes
        : Buffer.concat(
            this.frames.map((frame) => frame.bytes),
            this.byteLength,
          );
    return this.joinedBytes;
  }
}
