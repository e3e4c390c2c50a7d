import type { Timers } from '../../shared/timers';
import { type EncodedFrame, FrameBatch } from '../frames';
import type { FrameChain, Listener } from './listener';

/** Hands each session what came up for it within a tick as one batch; nothing is made for each session. */
export class FrameJoiner {
  /** Chains of this tick by their first frame. */
  private begun = new Map<EncodedFrame, FrameChain>();
  private waiting: Listener[] = [];

  constructor(private readonly timers: Timers) {}

  hand(frame: EncodedFrame, listeners: readonly Listener[]): void {
    if (listeners.length === 0) return;
    if (this.waiting.length === 0) this.timers.endOfTick(() => this.flush());
    for (const listener of listeners) {
      if (!listener.pending) this.waiting.push(listener);
      listener.pending = this.longer(listener.pending, frame);
    }
  }

  private longer(before: FrameChain | undefined, frame: EncodedFrame): FrameChain {
    const known = before ? before.longer?.get(frame) : this.begun.get(frame);
    if (known) return known;
    const made: FrameChain = { frame, before, longer: undefined, batch: undefined };
    const chains = before ? (before.longer ??= new Map<EncodedFrame, FrameChain>()) : this.begun;
    chains.set(frame, made);
    return made;
  }

  private flush(): void {
    const due = this.waiting;
    this.waiting = [];
    this.begun = new Map();
    for (const listener of due) {
      const { pending } = listener;
      listener.pending = undefined;
      if (!pending || listener.isRemoved) continue;
      pending.batch ??= new FrameBatch(framesOf(pending));
      listener.session.deliver(pending.batch);
    }
  }
}

function framesOf(chain: FrameChain): readonly EncodedFrame[] {
  const frames: EncodedFrame[] = [];
  for (let link: FrameChain | undefined = chain; link; link = link.before) frames.push(link.frame);
  return frames.reverse();
}
