import type { EncodedFrame, FrameBatch } from '../frames';
import type { PersonalSession } from './personal-session';

/** A session as the feed keeps it. */
export interface Listener {
  readonly session: PersonalSession;
  /** Events with a lower number happened before it came. */
  readonly firstEvent: number;
  isRemoved: boolean;
  /** What it gets at the end of the tick. */
  pending: FrameChain | undefined;
}

/** Frames in order, the last one first. Sessions that get the same frames share the same chain. */
export interface FrameChain {
  readonly frame: EncodedFrame;
  readonly before: FrameChain | undefined;
  /** Chains with one frame more; most have none. */
  longer: Map<EncodedFrame, FrameChain> | undefined;
  batch: FrameBatch | undefined;
}
